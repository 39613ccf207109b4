import InnRegistry

