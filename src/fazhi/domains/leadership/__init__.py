"""Leadership: how the party and the government lead, report on and answer for government by law."""
