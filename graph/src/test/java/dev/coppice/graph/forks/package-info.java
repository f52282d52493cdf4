/// What holds of forks, a class for each side of them, as a user sees it.
package dev.coppice.graph.forks;
