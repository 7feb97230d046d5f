"""What travels upward: signals raised by a lower domain, subscribed in the application factory.

Subscribers run in the same transaction and never commit.
"""

from blinker import Namespace

_hooks = Namespace()

# From a Proposal whose status was just set, with `move` and `actor`.
proposal_moved = _hooks.signal("proposal-moved")
# From a Proposal that was just submitted, with `snapshot` and `actor`.
proposal_submitted = _hooks.signal("proposal-submitted")
# From a Call whose deadline was just extended, with `actor`.
call_extended = _hooks.signal("call-extended")
# From a Call whose wording was just corrected, with `note` by language and `actor`.
call_corrected = _hooks.signal("call-corrected")
# From a Call that the clock has just opened.
call_opened = _hooks.signal("call-opened")
# From a Call that has not opened, before `questions` of its forms go or change their kind or
# choices, or `sections` go (ids).
call_reshaped = _hooks.signal("call-reshaped")
# From a Call that was just cancelled, with `actor`.
call_cancelled = _hooks.signal("call-cancelled")
# From a Seat of the board that was just made or taken, with `actor`.
seat_changed = _hooks.signal("seat-changed")
# From a Mail that an administrator sends again, with `actor` (mail stands beside the trail).
mail_retried = _hooks.signal("mail-retried")
# Asks what runs out for the cities of `proposals` (ids); answered by {id: Clocks}, read only.
clocks_asked = _hooks.signal("clocks-asked")
