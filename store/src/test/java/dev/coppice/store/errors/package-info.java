/// Every error that the store can give, and a cause of each.
package dev.coppice.store.errors;
