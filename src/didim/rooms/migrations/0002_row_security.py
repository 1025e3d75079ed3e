from django.db import migrations

from didim.accounts.at_once import AtOnce
from didim.accounts.tenancy import AgencyRowSecurity

USER = "(SELECT nullif(current_setting('didim.user', true), '')::bigint)"
# A room is its agency's; whoever has a seat may read it.
OF_OWN_SEAT = (
    "EXISTS (SELECT 1 FROM rooms_seat s"
    f" WHERE s.room_id = rooms_room.id AND s.user_id = {USER} AND s.removed_at IS NULL)"
)
# That somebody agreed, and what was recorded, is read by whoever may read the room.
OF_SEEN_ROOM = "EXISTS (SELECT 1 FROM rooms_room r WHERE r.id = {table}.room_id)"


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial")]

    operations = [
        AtOnce([
            AgencyRowSecurity("rooms_room", public=OF_OWN_SEAT),
            AgencyRowSecurity("rooms_roomevent"),
            AgencyRowSecurity("rooms_seat", public=f"user_id = {USER}"),
            AgencyRowSecurity("rooms_seatevent"),
            # What is said and sent in a room is its people's, not its agency's: acts read it for them alone.
            AgencyRowSecurity("rooms_presence", agency=""),
            AgencyRowSecurity("rooms_signal", agency=""),
            AgencyRowSecurity("rooms_chatline", agency=""),
            AgencyRowSecurity("rooms_roomfile", agency=""),
            AgencyRowSecurity(
                "rooms_recordingconsent",
                agency="",
                public=OF_SEEN_ROOM.format(table="rooms_recordingconsent"),
            ),
            AgencyRowSecurity("rooms_recordingconsentevent", agency=""),
            AgencyRowSecurity(
                "rooms_recording", agency="", public=OF_SEEN_ROOM.format(table="rooms_recording")
            ),
            AgencyRowSecurity("rooms_recordingevent", agency=""),
        ]),
    ]
