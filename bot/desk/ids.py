"""The names of what can be pressed. They come back in payloads, so an old card keeps them alive for years."""

# Buttons of the case card; the value is the case's id.
CLAIM = "case.claim"
DECLINE = "case.decline"
REPLY = "case.reply"
INTRODUCE = "case.introduce"
FOLLOW_UP = "case.follow_up"
NOTE = "case.note"
CLOSE = "case.close"
BOT = "case.bot"
READ = "case.read"
FITS = "case.fits"  # an entry shown to her answers such questions
FITS_NOT = "case.fits_not"
MEDIA = "case.media"  # inside READ; the value is the message's id

# Who is to have it. OFFER's value is the case's id, a colon and the coordinator's.
OFFER = "case.offer"
UNDO = "case.undo"
CHOOSE = "case.choose"
TAKE = "case.take"
TOGETHER = "case.together"
KNOW = "case.know"
OPINION = "case.opinion"
DECIDE = "case.decide"
MORE = "case.more"  # a list of what is pressed seldom; those with a form of their own lead to it
MOVE = "form.move"
REFER = "form.refer"
REFER_TO = "case.refer_to"  # in the thread; the value is the case's id, a colon and the outside desk's
INVITE = "form.invite"
HAND_BACK = "form.hand_back"
WEIGHT = "form.weight"

# The second step of REPLY and INTRODUCE: the preview, whose submit reaches the family.
SEND = "case.send"

# Buttons of the curator's card; the value is the entry's id and version.
CONFIRM = "entry.confirm"
CORRECT = "entry.correct"
HIDE = "entry.hide"

# The roster. Under /touban, and on what stands of a change in the channel; the value is the change's id.
SWAP = "roster.swap"
LEAVE = "roster.leave"
OVERRIDE = "roster.override"
ACCEPT_SWAP = "roster.accept"
WITHDRAW = "roster.withdraw"

# What a supporter presses. An actions block of an answer is called SAY and the conversation's id.
CONSULT = "supporter.consult"
CHOICE = "supporter.choice"  # with a number behind it; the value is the choice's code
SAY = "say:"

# The search field of INTRODUCE.
DIRECTORY = "directory"

# Commands, the shortcut in a message's menu, and the events we listen to. deploy/manifest.yaml declares the same.
ASK_COMMAND = "/soudan"
DUTY_COMMAND = "/touban"
AGENDA_COMMAND = "/kyougi"
ASK_SHORTCUT = "ask_about_message"
MENTIONED = "app_mention"
WROTE = "message"
HOME_OPENED = "app_home_opened"

VALUE = "value"  # the one field inside each input block
WORDS = "words:"  # blocks of a preview that carry what will be sent

VIEWS = frozenset({TAKE, TOGETHER, KNOW})  # of a case that all deliberate
IN_MORE = frozenset({CHOOSE, INVITE, MOVE, REFER, HAND_BACK, WEIGHT})  # what has a form of its own there
ROSTER_FORMS = frozenset({SWAP, LEAVE, OVERRIDE})
JUDGING = frozenset({FITS, FITS_NOT})
IN_BOTH = frozenset({DECLINE, FOLLOW_UP, NOTE, CLOSE, CORRECT, CONSULT, OPINION, DECIDE, MORE}) | ROSTER_FORMS | JUDGING
OPENS_A_MODAL = IN_BOTH | {REPLY, INTRODUCE, READ, CHOOSE}
PREVIEWED = frozenset({REPLY, INTRODUCE})  # modals whose submit shows a preview and changes nothing
SUBMITTED = IN_BOTH | IN_MORE | {SEND}
