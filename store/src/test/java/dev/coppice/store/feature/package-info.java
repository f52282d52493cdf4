/// What a database can do, feature by feature, through the public API on a simulated machine.
package dev.coppice.store.feature;
