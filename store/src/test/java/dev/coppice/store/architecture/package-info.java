/// What the build holds true of the code itself: which package may know which, and that nothing reaches the world
/// except through `dev.coppice.store.host`. Read from class files, so it is about what was compiled.
package dev.coppice.store.architecture;
