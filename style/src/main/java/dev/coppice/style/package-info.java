/// Checks of the repository's own sources. [dev.coppice.style.HouseFormat] says how Java is laid out,
/// [dev.coppice.style.Format] applies it, and the tests of this module fail the build where a file departs from it.
package dev.coppice.style;
