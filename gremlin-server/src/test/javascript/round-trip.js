// Reads and writes over a started server by TinkerPop's JavaScript driver, and ends with an error where anything is not
// as expected.
//
// Arguments: the server's address, the MIME type of the serializer, the id of a vertex with a property `text`.

import assert from 'node:assert/strict';
import gremlin from 'gremlin';

const { DriverRemoteConnection } = gremlin.driver;
const { P, cardinality, statics: __, AnonymousTraversalSource } = gremlin.process;

const [address, mimeType, writtenByJava] = process.argv.slice(2);

function connect(traversalSource) {
  const connection = new DriverRemoteConnection(address, { traversalSource, mimeType });
  return { connection, g: AnonymousTraversalSource.traversal().with_(connection) };
}

async function refusal(traversal) {
  try {
    await traversal();
  } catch (error) {
    return error;
  }
  assert.fail('was not refused');
}

const primary = connect('g');
const whatIf = connect('g_what_if');
const { g } = primary;

async function values() {
  const all = [
    true,
    7,
    -1.5,
    Infinity,
    'text \u20ac \u{1f600}',
    '',
    new Date(-5),
    [1, 'a', [true]],
    new Set([1, 'a']),
    new Map([['a', [1]], ['b', new Map([['c', 2]])]]),
  ];
  if (mimeType.includes('graphbinary')) {
    // The driver writes these in GraphBinary alone.
    all.push(12345678901n, 123456789012345678901234567890n, Buffer.from([0, 255, 127]), Buffer.alloc(0));
  }
  const { value: id } = await g.addV('values').id().next();
  for (const value of all) {
    await g.V(id).property(cardinality.single, 'v', value).iterate();
    const { value: read } = await g.V(id).values('v').next();
    assert.deepEqual(read, value);
  }
}

async function elements() {
  const { value: grace } = await g.addV('developer')
    .property('name', 'Grace')
    .property(cardinality.list, 'nickname', 'Amazing', 'since', 1944)
    .property(cardinality.list, 'nickname', '\u20ac')
    .next();
  const { value: edge } = await g.V(grace.id).addE('knows').to(__.V(Number(writtenByJava)))
    .property('since', 2000)
    .next();
  assert.equal(edge.label, 'knows');
  assert.equal(edge.outV.id, grace.id);
  assert.equal(String(edge.inV.id), writtenByJava);

  const { value: text } = await g.V(grace.id).out('knows').values('text').next();
  assert.equal(text, '\u20ac \u{1f600}');
  const { value: read } = await g.V(grace.id).next();
  assert.equal(read.label, 'developer');
  const nicknames = read.properties.filter((property) => property.label === 'nickname');
  assert.deepEqual(nicknames.map((property) => property.value), ['Amazing', '\u20ac']);
  assert.deepEqual(nicknames[0].properties.map(({ key, value }) => [key, value]), [['since', 1944]]);
  assert.deepEqual(await g.V(grace.id).outE().values('since').toList(), [2000]);
  assert.deepEqual(await g.V(grace.id).has('name', P.within('Grace')).count().toList(), [1]);
  assert.deepEqual(await whatIf.g.V(grace.id).hasLabel('developer').toList(), []);
  console.log(`vertex ${grace.id}`);
  return grace.id;
}

async function transactions(id) {
  const rolledBack = g.tx();
  await rolledBack.begin().V(id).property('name', 'lost').iterate();
  assert.deepEqual(await g.V(id).values('name').toList(), ['Grace']);
  await rolledBack.rollback();

  const late = g.tx();
  await late.begin().V(id).property('name', 'late').iterate();
  await g.V(id).property('name', 'early').iterate();
  const conflict = await refusal(() => late.commit());
  assert.equal(conflict.statusCode, 596);
  assert.match(conflict.message, /run it again/);
  const again = g.tx();
  await again.begin().V(id).property('name', 'Grace').iterate();
  await again.commit();
  assert.deepEqual(await g.V(id).values('name').toList(), ['Grace']);
}

async function errors() {
  const name = `JavaScript ${mimeType}`;
  await g.addV('person').property('name', name).iterate();
  const twice = await refusal(() => g.addV('person').property('name', name).iterate());
  assert.match(twice.message, /people by name/);
  const nobody = connect('g_nobody');
  const unknown = await refusal(() => nobody.g.V().toList());
  assert.match(unknown.message, /g_nobody/);
  await nobody.connection.close();
}

await values();
const id = await elements();
await transactions(id);
await errors();
await primary.connection.close();
await whatIf.connection.close();
console.log('all as expected');
