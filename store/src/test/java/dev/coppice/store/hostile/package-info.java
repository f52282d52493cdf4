/// Databases that somebody or something has damaged: every bit of every file, files exchanged, pages that lie under
/// good checksums. What is damaged is reported or does not matter, and never a wrong answer.
package dev.coppice.store.hostile;
