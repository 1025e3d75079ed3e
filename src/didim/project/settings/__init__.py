"""Django settings, one file a room; values that differ between machines come from the environment."""

from .base import *  # noqa: F403
from .database import *  # noqa: F403
from .security import *  # noqa: F403
from .signin import *  # noqa: F403
from .files import *  # noqa: F403
from .phones import *  # noqa: F403
from .pages import *  # noqa: F403
from .rest import *  # noqa: F403
from .rooms import *  # noqa: F403
