/// What is damaged, lost, refused or full, and what goes on in spite of it.
package dev.coppice.store.damage;
