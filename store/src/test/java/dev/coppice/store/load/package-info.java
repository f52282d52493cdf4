/// Many threads and several processes on a real disk: what holds when everything happens at once.
package dev.coppice.store.load;
