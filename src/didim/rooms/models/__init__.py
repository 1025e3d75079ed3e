from .presence import Presence, Signal
from .recordings import Recording, RecordingConsent
from .rooms import Room, Seat
from .talk import ChatLine, RoomFile

__all__ = ["ChatLine", "Presence", "Recording", "RecordingConsent", "Room", "RoomFile", "Seat", "Signal"]
