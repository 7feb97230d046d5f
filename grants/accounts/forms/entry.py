"""Forms of visitors: register, sign in, choose a password."""

from wtforms import PasswordField
from wtforms.validators import Length

from grants.accounts.rules.emails import MAX_EMAIL
from grants.core.forms import Form, LineField, Required
from grants.core.i18n import lazy_gettext as _l

NAME_LIMIT = Length(max=200, message=_l("Use 200 characters or fewer"))
EMAIL_LIMIT = Length(max=MAX_EMAIL, message=_l("This address is too long to be one"))


class EmailForm(Form):
    """An address to send something to."""

    email = LineField(
        _l("E-mail address"), validators=[Required(_l("Type your e-mail address")), EMAIL_LIMIT]
    )


class RegisterForm(EmailForm):
    """A new account: name and address; the password follows behind the mailed link."""

    name = LineField(_l("Your name"), validators=[Required(_l("Type your name")), NAME_LIMIT])


class SignInForm(EmailForm):
    """The address and the password."""

    password = PasswordField(_l("Password"), validators=[Required(_l("Type your password"))])


class PasswordForm(Form):
    """A new password."""

    password = PasswordField(
        _l("New password"),
        description=_l(
            "15 characters or more: four or five words you can remember do well. Spaces count."
        ),
        validators=[Required(_l("Type a password"))],
    )


class NewAccountForm(PasswordForm):
    """Behind the link of a confirmation or an invitation."""

    name = LineField(_l("Your name"), validators=[Required(_l("Type your name")), NAME_LIMIT])


class AcceptForm(Form):
    """Accepting as who is signed in: nothing to type."""
