#!/usr/bin/env node
// A write policy for Node that speaks the protocol of strfry's plugins; its orders are the contents of events.
'use strict';

const { createInterface } = require('node:readline');

const orders = {
  'reject': { action: 'reject', msg: 'rate-limited: slow down' },
  'reject without prefix': { action: 'reject', msg: 'not "here" \u2192 there' },
  'reject without text': { action: 'reject' },
  'shadow': { action: 'shadowReject', msg: 'nobody sees this' },
};

function tell(request) {
  const { event, receivedAt, ...told } = request;
  const sorted = Object.keys(told).sort().map((name) => `${JSON.stringify(name)}: ${JSON.stringify(told[name])}`);
  const members = Object.keys(event).map((name) => JSON.stringify(name)).join(', ');
  const parts = [`"isTime": ${Number.isInteger(receivedAt)}`, `"members": [${members}]`, ...sorted];
  return { action: 'reject', msg: `blocked: {${parts.sort().join(', ')}}` };
}

function decide(request) {
  if (request.type !== 'new') {
    const isSecret = (request.filter.kinds ?? []).includes(4);
    return { id: request.id, ...(isSecret ? { action: 'reject', msg: 'restricted: no direct messages' } : { action: 'accept' }) };
  }
  const { id, content } = request.event;
  return { id, ...(content === 'tell' ? tell(request) : orders[content] ?? { action: 'accept' }) };
}

console.error('ready');
createInterface({ input: process.stdin }).on('line', (line) => console.log(JSON.stringify(decide(JSON.parse(line)))));
