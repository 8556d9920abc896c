//~ ForbiddenName
