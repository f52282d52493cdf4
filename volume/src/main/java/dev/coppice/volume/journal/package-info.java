/// The journal: changes of metadata that are durable before they are at their places. The bytes are described in the
/// package `format`.
package dev.coppice.volume.journal;
