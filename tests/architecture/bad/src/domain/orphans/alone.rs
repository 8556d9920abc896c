//! The folder has no `mod.rs`. //~ FolderWithoutMod
mod utils {} //~ ForbiddenName
