package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.GraphProviderClass;
import org.apache.tinkerpop.gremlin.structure.StructureStandardSuite;
import org.junit.runner.RunWith;

/// TinkerPop's tests of what a graph is. The features that a graph has not are left out by the suite.
@RunWith(StructureStandardSuite.class)
@GraphProviderClass(provider = CoppiceGraphProvider.class, graph = CoppiceGraph.class)
public final class StructureSuiteTest {}
