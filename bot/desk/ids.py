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

# The second step of REPLY and INTRODUCE: the preview, whose submit reaches the family.
SEND = "case.send"

# Buttons of the curator's card; the value is the entry's id and version.
CONFIRM = "entry.confirm"
CORRECT = "entry.correct"
HIDE = "entry.hide"

# What a supporter presses. An actions block of an answer is called SAY and the conversation's id.
CONSULT = "supporter.consult"
CHOICE = "supporter.choice"  # with a number behind it; the value is the choice's code
SAY = "say:"

# The search field of INTRODUCE.
DIRECTORY = "directory"

# Commands, the shortcut in a message's menu, and the events we listen to. deploy/manifest.yaml declares the same.
ASK_COMMAND = "/soudan"
DUTY_COMMAND = "/touban"
ASK_SHORTCUT = "ask_about_message"
MENTIONED = "app_mention"
WROTE = "message"
HOME_OPENED = "app_home_opened"

VALUE = "value"  # the one field inside each input block
WORDS = "words:"  # blocks of a preview that carry what will be sent

OPENS_A_MODAL = frozenset({DECLINE, REPLY, INTRODUCE, FOLLOW_UP, NOTE, CLOSE, READ, CORRECT, CONSULT, FITS, FITS_NOT})
PREVIEWED = frozenset({REPLY, INTRODUCE})  # modals whose submit shows a preview and changes nothing
SUBMITTED = frozenset({SEND, DECLINE, FOLLOW_UP, NOTE, CLOSE, CORRECT, CONSULT, FITS, FITS_NOT})
