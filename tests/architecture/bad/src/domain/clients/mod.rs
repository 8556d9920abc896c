//~ ModUndocumented
mod paths;
