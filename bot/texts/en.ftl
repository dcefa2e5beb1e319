# What families and supporters read, in plain English.

## forms

form-day = { $weekday } { $day }/{ $month }
form-instant = { $day }, { $time }
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun

## coming and going

greeting =
    Hello. This is a help desk for children who need medical care at home, and their families.
    An automatic reply reads what you write first. If you choose "Talk to a person", a local coordinator reads it.
greeting-not-for-emergencies =
    This is not for emergencies.
    If a life is in danger, call 119 now. Do not wait for an answer here.
greeting-start =
    What you write is stored, encrypted, so that we can help. You can see what is stored, and have it deleted.
    Please write what troubles you. It can be short.
group-goodbye = This desk talks with one person at a time and cannot read groups. Goodbye, and please write in a one-to-one chat.
welcome = You are welcome. Please write whenever something comes up.
menu = This is what you can do. Choose one, or just write.
hello =
    Thank you for writing.
    Please tell us what you need, in your own words. You can also choose below.
say-again =
    Sorry, I did not understand.
    Could you write it again in a few words? You can also choose below.
language-set = From now on in English.

## asking one thing

ask-municipality = Which city or town do you live in? I will look for places near you.
ask-age = How old is your child? A rough answer is fine.
ask-care = Which medical care does your child need? Choose the closest one.
guide-stage = Let us think together. What stage is your child at?
guide-worry = These are common worries at this stage. Is one of them close?

## answering

answer-found = These may help.
answer-perhaps = These may not fit exactly. If they do not, choose "Talk to a person" and someone will think with you.
answer-none =
    I found nothing that fits in what we know.
    That does not mean there is nothing. You can ask a coordinator.
more-found = There are more.
no-more = That is all I found.
resolved = Good. Please write whenever something comes up.
always-119 = If a life is in danger, call 119. Do not wait for an answer here.
wrong-thanks =
    Thank you for telling us.
    A person at the desk will check and correct it.
media-image = I received your picture. The automatic reply cannot read pictures. Could you write what troubles you?
media-video = I received your video. The automatic reply cannot watch videos. Could you write what troubles you?
media-audio = I received your recording. The automatic reply cannot listen to it. Could you write what troubles you?
media-file = I received your file. The automatic reply cannot read it. Could you write what troubles you?
media-location = I received your location. Could you write your city or town, and what troubles you?
media-sticker = Thank you for the sticker. If something troubles you, please write it. A few words are enough.

## urgent

urgent-medical-emergency =
    Call 119 now.
    Do not wait for an answer here.
urgent-equipment-failure =
    If breathing is hard or the face looks pale or blue, call 119 now.
    If a machine stopped, also call the 24-hour number on the label of the machine.
urgent-end-of-supply =
    If it is needed for breathing or seizures and you cannot get it now, call 119.
    For other things, call your clinic, pharmacy or supplier now.
urgent-suicidal =
    Thank you for writing when it is this hard.
    There are people who will listen now. You may call any of these numbers. If you or your child are in danger, call 119.
urgent-child-harm =
    It must have been very hard. Thank you for telling us.
    If your child is hurt or seems unwell, call 119. If you cannot hold it any longer, call the numbers below. Nobody will blame you.
urgent-violence-at-home =
    That must have been frightening. It is not your fault.
    If you are in danger now, call 110. If you cannot speak, just getting away is enough.
urgent-exhaustion =
    You have been trying so hard. You do not have to carry this alone.
    If you want someone to listen now, you can call these numbers.
urgent-caregiver-crisis =
    Thank you for writing when it is this hard.
    These numbers will listen now. If a life is in danger, call 119.
urgent-entries = These may help, too.
urgent-again = Our last answer may not have reached you, so here it is again. If a life is in danger, call 119 now.
alerted-on-duty = The coordinator on duty has been told. Please call first, do not wait for an answer here.
alerted-desk = The coordinators at the desk have been told. Please call first, do not wait for an answer here.
alerted-night = The desk is closed, but the person for the night has been told. Please call first, do not wait for an answer here.
alerted-nobody =
    The desk is closed and nobody is reading this now. Please call the numbers above.
    A person will read this on { $opens }.
alerted-nobody-ever = Nobody is reading this now. Please call the numbers above.
emergency = Numbers for emergencies. Press a number to call.

## a person

person-already = We already have your request, number { $number }. Shall we continue it?
case-words = What troubles you? A word or two is enough.
consent =
    To ask a coordinator, the following is passed to "{ $desk }":
    - what you wrote
    - your town, your child's age and medical care (only what is known)
    - the places you were shown
    Nobody else is told. You can take it back later. May we pass it on?
consent-shared =
    In this region all coordinators read a request and decide together who takes it.
    To ask them, the following is passed to "{ $desk }" and the coordinators of this region:
    - what you wrote
    - your town, your child's age and medical care (only what is known)
    - the places you were shown
    Nobody else is told. You can take it back later. May we pass it on?
consent-declined = All right. Nobody was told. You can go on looking here.
case-opened = We have your request. Your number is { $number }.
answers-now = The desk is open. You will get an answer here.
answers-from = The desk is closed. It opens next on { $opens }. We answer in order from then.
answers-closed = The desk is closed and the next opening is not set, so we cannot promise a date.
passed-on = Passed on to the desk (number { $number }).
claimed = { $owner } is now your contact (number { $number }). You will get an answer here.
owner-changing = Your contact person is changing (number { $number }). We will tell you who it is. You do not have to write everything again.
owner-changed = Your contact is now { $owner } (number { $number }). Your request was passed on; you do not have to write it again.
ask-desk = Which desk would you like to ask? You do not have to decide.
ask-who = Whom would you like to ask? You do not have to decide.
option-name = - { $name }
wanted-asked = We ask { $owner } first.
wanted-declined = { $owner }, whom you asked for, cannot take it this time (number { $number }). We are looking for somebody else. You do not have to write everything again.
wanted-taken = { $owner }, whom you asked for, cannot take it this time. Somebody else does, and knows what you wrote.
nobody-yet =
    We have not yet found anybody who can take number { $number }. We are sorry to keep you waiting.
    The desk goes on looking for somebody to connect you to. We will tell you here. You do not have to write again.
case-moved = From now on "{ $desk }" takes care of number { $number }. Your request was passed on; you do not have to write it again.
handed-back = The supporter who is usually there for you goes on with number { $number }. The request ends here for now. Please write whenever something comes up.
entrance = You came by the link of { $owner }. Coordinators read what you ask for here.
entrance-gone = The person of this link is not here at the moment. Others here will take your request.
referral-ask =
    About number { $number }, we are thinking of connecting you to "{ $outside }".
    We give you their contact so that you can ask them. Your contact person here stays until you have arrived there.
    Shall we connect you?
referral-agreed = This is how to reach "{ $outside }". Please say that a coordinator for children with medical care sent you.
referral-refused = All right. We go on here as before (number { $number }).
referral-arrived = Request number { $number } is now with "{ $outside }" and ends here. Please write whenever something comes up.
outside-phone = Phone: { $phone }
outside-page = Web page: { $url }
outside-open = Open now (until { $closes }).
outside-closed = Closed now. Opens next on { $opens }.
outside-hours-unknown = Please ask them about their hours.
call-back-ask = Your contact person can also ask them to call you. If you want that, please write your phone number. Only your contact person sees it.
call-back-kept = We have your number. Your contact person will ask "{ $outside }" to call you. We cannot promise a time.
call-back-declined = All right. If you want to call, please use the contact above.
case-continues = Passed on as part of number { $number }. Please go on writing.
entries-from = { $name } suggests these.
bot-again = It has been quiet for a while, so the automatic reply answers again. Your contact person sees what you write, too.
held-before = This is a reply we could not send you earlier. Thank you for waiting.
again-offer = Our last reply may not have reached you. Shall we send it again?
again-gone = There is no reply left to send again.
bot-answers = The automatic reply answers from here. Your request stays open.
closed =
    Request number { $number } is closed. Thank you for writing to us.
    Please write whenever something comes up.
status-none = We have no open request from you.
status-waiting = Number { $number }: it has arrived and waits for a contact person.
status-claimed = Number { $number }: a contact person has it.
status-following-up = Number { $number }: a contact person has it and will ask how you are on { $follow_up }.
stored =
    This is what we keep about you:
    - messages: { $messages }
    - requests: { $cases }
    - your town, your child's age and medical care (only what you wrote)
    - words we did not know when we could not answer (nobody sees whose they are; for 90 days)
    All of it is encrypted; only people at the desk can read it. You can have it deleted.
erase-sure =
    Everything we keep will be deleted. Open requests end, too. This cannot be undone.
    Shall we delete it?
erased = Everything will be deleted. Please delete the chat on your own screen in LINE.

## buttons

choice-guide = I am not sure
choice-person = Talk to a person
choice-status = Where does it stand?
choice-emergency = Emergency numbers
choice-stored = What you keep
choice-menu = What can I do?
choice-skip = Skip
choice-more = More
choice-resolved = That helped
choice-no-words = Ask without words
choice-consent = Yes, pass it on
choice-no = No
choice-same-case = Continue it
choice-new-case = Something else
choice-case = Number { $number }
choice-again = Show it again
choice-bot = Automatic reply
choice-erase = Delete it
choice-erase-yes = Delete everything
choice-desk = { $name }
choice-who = { $name }
choice-anybody = Whoever fits
choice-referral-yes = Please connect me
choice-referral-no = No, thank you
choice-call-back-no = I will call myself
choice-town = { $town }
choice-care-ventilator = Ventilator
choice-care-tracheostomy = Tracheostomy
choice-care-suction = Suctioning
choice-care-tube-feeding = Tube feeding
choice-care-oxygen = Oxygen
choice-care-catheterization = Catheter
choice-care-seizure-rescue = Seizure rescue
choice-stage-birth-to-home = Baby, coming home
choice-stage-preschool = Before school
choice-stage-school-age = Primary, junior high
choice-stage-adult-transition = High school, adult
choice-worry = { $worry }
choice-age-0 = Under 1
choice-age-1-2 = 1 to 2
choice-age-3-5 = 3 to 5
choice-age-6-11 = Primary school
choice-age-12-17 = 12 to 17
choice-age-18 = 18 or older
choice-language-ja = 日本語
choice-language-ja-easy = やさしい日本語
choice-language-en = English
## entries on LINE

from-coordinator = From { $name }:
reasons = Why we suggest this
reason-topic = • It fits: { $topic }
reason-words = • It fits your words: { $words }
quoted-word = “{ $word }”
quoted-words = { $a }, { $b }
reason-town = • For people in { $town }
reason-age = • It fits your child’s age
reason-stage = • For this stage: { $stage }
reason-care = • For children with: { $care }
reason-confirmed = • A coordinator suggested it for a similar question
by-arrangement = They decide for each child after hearing about the care needed. Please ask them first.
capacity-waiting = There was a waiting list when we checked. Please ask how it is now.
capacity-full = There was no free place when we checked. Please ask how it is now.
capacity-unknown = We do not know whether there is a free place. Please ask them.
entry-how = How to apply: { $how }
entry-hours = Hours: { $hours }
entry-fee = Cost: { $fee }
entry-phone = Phone: { $phone }
entry-email = Email: { $email }
checked = Checked on { $year }-{ $month }-{ $day } by { $who }.
checked-import = From public information as of { $year }-{ $month }-{ $day }.
checked-long-ago = That was some time ago. We are checking it again, and it may have changed.
role-provider-self = the service itself
role-municipality-staff = municipal staff
role-coordinator = a coordinator
role-supervisor-team = the regional support team
role-other = our staff
more-by-phone = Please call them to hear more.
more-by-asking = Please ask them to hear more.
call-number = Call { $number }
call = Call
open-page = Open web page
copy-email = Copy email address
entry-wrong = This is wrong
entry-gone = We can no longer show one of the places. You can ask us to look for others.
alt-entry = { $name }, phone { $number }
choose-this = Choose this
choices-alt = Please choose
hours-always = 24 hours a day
hours-ask = Please ask for days and hours
hours-every-day = Every day
hours-days-through = { $first }–{ $last }
hours-days-and = { $a }, { $b }
hours-rule = { $days } { $times }
hours-and = { $a }; { $b }
hours-all-day = all day
hours-span = { $opens }–{ $closes }
hours-span-next-day = { $opens }–{ $closes } the next day
hours-closed-on-holidays = { $hours } (closed on public holidays)

## supporters in Slack

supporter-join = , { "" }
supporter-word = { $word }
supporter-term = *{ $term }*: { $explanation }
    In daily life: { $daily_life }
supporter-said-by = From coordinator { $name }
supporter-line = *{ $name }*  { $phone }
supporter-entry = *{ $name }*
    { $organization }
supporter-entry-reasons = Why it fits: { $reasons }
supporter-reason-topic = it is about { $value }
supporter-reason-word = the words “{ $value }”
supporter-reason-town = it serves { $value }
supporter-reason-age = the age fits
supporter-reason-stage = the stage is { $value }
supporter-reason-care = it accepts { $value }
supporter-reason-confirmed = it helped with a similar question
supporter-entry-by-arrangement = Whether they take a child with this care is decided case by case.
supporter-entry-eligibility = For: { $value }
supporter-entry-how-to-apply = How to apply: { $value }
supporter-entry-fee = Cost: { $value }
supporter-entry-hours = Hours: { $value }
supporter-entry-phone = Telephone: { $value }
supporter-capacity-open = Places: taking enquiries (as of the last check)
supporter-capacity-waiting = Places: waiting list (as of the last check)
supporter-capacity-full = Places: full (as of the last check)
supporter-capacity-unknown = Places: not known
supporter-entry-checked = Checked on { $year }-{ $month }-{ $day } by { $role }
supporter-entry-under-review = The last check is more than half a year old. Please call before you rely on it.
supporter-entry-unchecked = Not checked yet.
supporter-entry-source = Source: { $value }
supporter-button-wrong = This is wrong

supporter-answer-found = Verified entries that fit:
supporter-answer-perhaps = These are close, but we are not sure that they fit:
supporter-answer-none = There is no verified entry that fits. We count this as a gap of the region. You can ask a coordinator.
supporter-more-found = More entries:
supporter-no-more = There are no more entries that fit.
supporter-resolved = Glad it helped.
supporter-hello = Please write what you need, with the town, the age and the medical care.
supporter-say-again = Please write what you need, with the town, the age and the medical care.
supporter-wrong-thanks = Thank you for telling us. A coordinator will check it.
supporter-ask-municipality = Which town does the child live in?
supporter-ask-age = How old is the child?
supporter-ask-care = Which medical care does the child need?
supporter-choice-more = Show more
supporter-choice-resolved = That answers it
supporter-choice-person = Ask a coordinator

supporter-modal-consult = Ask a coordinator
supporter-modal-submit = Send
supporter-modal-cancel = Cancel
supporter-consult-intro = This goes to the coordinators of the desk. Their answer comes to a thread in your messages with this app. Your own role in the family’s support stays as it is.
supporter-field-consent = Consent of the family
supporter-consent-given = The family agreed
supporter-consent-given-means = The family agreed that you consult the desk
supporter-consent-anonymous = Anonymous
supporter-consent-anonymous-means = You ask without saying who it is about
supporter-consent-pending = Not asked yet
supporter-consent-pending-means = You will ask the family; anonymous until then
supporter-field-requester = Your role
supporter-field-town = The child’s town
supporter-field-words = What you would like to ask
supporter-hint-words = Up to 3,000 characters. Unless the family agreed, please write nothing that shows who it is about: no name, address, date of birth, school or nursery.
supporter-case-opened = Consultation { $number } is with the desk. Answers come to this thread; please continue here, too.
supporter-case-continues = This went to the desk as part of consultation { $number }.
supporter-passed-on = Passed on to the desk (consultation { $number }).
supporter-claimed = { $owner } is taking care of it (consultation { $number }).
supporter-owner-changing = Consultation { $number } is changing hands. We will tell you who takes over.
supporter-owner-changed = { $owner } takes care of it now (consultation { $number }) and knows what was said.
supporter-nobody-yet = Nobody has been found yet who can take consultation { $number }. The desk goes on looking and will tell you.
supporter-case-moved = From now on "{ $desk }" takes care of consultation { $number }.
supporter-handed-back = The desk has done its part with consultation { $number } and hands it back to you. You can ask again at any time.
supporter-closed = Consultation { $number } is closed. You can write here again at any time.
supporter-answers-now = The desk is open now.
supporter-answers-from = The desk is closed now. It opens on { $opens }.
supporter-answers-closed = The desk is closed now.
supporter-entries-from = Coordinator { $name } suggests:

supporter-duty-now = On duty now: { $names }
supporter-duty-desk = The desk is open, but nobody is named for this hour. Someone at { $desk } will answer.
supporter-duty-opens = The desk is closed now. It opens on { $opens }.
supporter-duty-closed = The desk is closed now; the next opening is not known.
supporter-duty-of = *{ $desk }*
supporter-duty-turn = { $day }  { $start }–{ $end }  { $name }
supporter-duty-instead = { $day }  { $start }–{ $end }  { $name } (for { $out })
supporter-duty-gap = { $day }  { $start }–{ $end }  nobody on duty
supporter-home-title = { $desk }
supporter-home-how = *Search the directory*
    Write your question after `{ $ask }`, or send this app a message. Only you see the answer.
    { "" }*Ask a coordinator*
    Press “Ask a coordinator” under an answer. You can ask anonymously while the family has not agreed yet.
    { "" }*See who is on duty*
    `{ $duty }`
