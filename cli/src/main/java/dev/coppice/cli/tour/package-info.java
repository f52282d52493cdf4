/// `coppice tour`: the main job on real data, the POM files of the local Maven repository, with a proof at every turn.
/// [dev.coppice.cli.tour.Tour] tells the story; the other classes read POMs, plan the upgrade, and kill a process.
package dev.coppice.cli.tour;
