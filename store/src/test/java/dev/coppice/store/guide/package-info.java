/// What the documents say, run: their examples, and what they list compared with the code.
package dev.coppice.store.guide;
