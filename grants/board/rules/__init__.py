"""How the board decides: quorum, recusal, voting, numbers, amounts; pure."""
