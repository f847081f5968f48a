"""Who plays in the stories, all of Cedar Grove's shipped files, and messages that surely go where they should."""

from __future__ import annotations

PRINCIPAL = "marguerite.dupree@cedargrove.example"
"""Of Cottonwood ES in the north network."""
SECRETARY = "luz.pacheco@cedargrove.example"
ASSISTANT = "kendra.boyle@cedargrove.example"
OTHER_PRINCIPAL = "anthony.kessler@cedargrove.example"
"""Of Birch Hollow ES, in the north network too."""
FAR_PRINCIPAL = "janet.kowalski@cedargrove.example"
"""Of Willow Creek ES in the river network."""

CONTACT = "rosa.delgado@cedargrove.example"
"""Of Facilities, like the next two."""
LEAD = "hank.lindqvist@cedargrove.example"
TECHNICIAN = "terrence.odom@cedargrove.example"
BUS_LEAD = "darnell.whitaker@cedargrove.example"
DISPATCHER = "patty.hruska@cedargrove.example"
HELP_DESK = "devon.pruitt@cedargrove.example"
HR_LEAD = "gwendolyn.price@cedargrove.example"
HR_CONTACT = "marcus.feld@cedargrove.example"

ILD = "denise.calloway@cedargrove.example"
OTHER_ILD = "miguel.santangelo@cedargrove.example"
LAST_STEP = "warren.sato@cedargrove.example"
CHIEF = "yolanda.pierce@cedargrove.example"

COLD = "The thermostat in room 204 is dead, no air conditioning"
"""Goes to Facilities, Heating & cooling: an answer within 4h, done within 3d."""
BUS = "Bus 12 was late again"
"""Goes to Transportation, Daily bus service: an answer within 1h."""
VAGUE = "There is a problem with the schedule"
"""Fits no desk surely: the bot asks."""
