package dev.coppice.gremlin;

import io.cucumber.junit.Cucumber;
import io.cucumber.junit.CucumberOptions;
import org.junit.runner.RunWith;

/// TinkerPop's scenarios of what Gremlin means, as scripts. Those whose tags name what the graph does not have are left
/// out: null as a value, ids that users choose, computers, remote graphs, TinkerGraph's own services, and an order of
/// edges that nobody asked for.
@RunWith(Cucumber.class)
@CucumberOptions(
        tags = "not @RemoteOnly and not @GraphComputerOnly and not @AllowNullPropertyValues"
                + " and not @UserSuppliedVertexIds and not @UserSuppliedEdgeIds and not @UserSuppliedVertexPropertyIds"
                + " and not @TinkerServiceRegistry and not @InsertionOrderingRequired",
        glue = "org.apache.tinkerpop.gremlin.features",
        objectFactory = WorldFactory.class,
        features = "classpath:/org/apache/tinkerpop/gremlin/test/features")
public final class FeatureSuiteTest {}
