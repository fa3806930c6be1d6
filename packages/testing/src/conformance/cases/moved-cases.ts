import assert from 'node:assert/strict'
import { foreignWord, keptText, markOf, movedConversation, toolCallCount } from '../moved-conversation.ts'
import { plantedKey, plantedPrompt } from '../planted.ts'
import { askModel, type Way } from '../read-answer.ts'
import { stubFetch, type SentRequest } from '../stub-fetch.ts'
import { responseOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'
import { wireCallsIn, type WireCall, type WireCalls } from '../wire-calls.ts'

const ways: readonly Way[] = ['generate', 'stream']

/** A conversation may move here from any other vendor in the middle of tool calls. */
export function movedCases(suite: Suite): ConformanceCase[] {
  const { toolIds: pattern } = suite
  return [
    ...ways.flatMap((way) => [
      {
        name: `${way} sends nothing of other vendors’ of a conversation that moved here, and all the rest`,
        run: () => checkForeign(suite, way),
      },
      {
        name: `${way} keeps each tool call with its result, and apart from the others, whatever their ids`,
        run: () => checkPairs(suite, way),
      },
      {
        name: `${way} sends a conversation that moved here the same way again`,
        run: () => checkAgain(suite, way),
      },
    ]),
    ...(pattern === undefined ? [] : [pattern]).map((taken) => ({
      name: 'ids of tool calls become such as the vendor takes',
      run: () => checkIds(suite, taken),
    })),
  ]
}

async function sentBy(suite: Suite, way: Way): Promise<readonly [SentRequest, SentRequest]> {
  const stub = stubFetch(responseOf(successOf(suite, way === 'stream')))
  const model = suite.create(stub)
  for (const request of [movedConversation(model.provider), movedConversation(model.provider)]) {
    const { answer, error } = await askModel(model, way, { request })
    if (answer === undefined) throw error
  }
  const [first, second] = stub.sent
  assert.ok(first !== undefined && second !== undefined, 'nothing was sent')
  assert.equal(stub.sent.length, 2, 'how many requests were sent')
  return [first, second]
}

async function checkForeign(suite: Suite, way: Way): Promise<void> {
  const [{ url, headers, body }] = await sentBy(suite, way)
  const at = body.indexOf(foreignWord)
  assert.equal(at, -1, `another vendor's words are in the body: ${body.slice(Math.max(0, at - 80), at + 40)}`)
  assert.ok(body.includes(plantedPrompt), 'the prompt is not in the body')
  assert.ok(body.includes(keptText), 'what the model said before is not in the body')
  assert.equal(headers.get(suite.keyHeader.name), suite.keyHeader.value, `the header ${suite.keyHeader.name}`)
  assert.ok(!body.includes(plantedKey), 'the key is in the body')
  assert.ok(!url.includes('planted'), 'the key or the prompt is in the URL')
}

async function checkPairs(suite: Suite, way: Way): Promise<void> {
  const [{ body }] = await sentBy(suite, way)
  const wire = wireCallsIn(suite.readCalls, body)
  const ids = new Set<string>()
  for (let number = 0; number < toolCallCount; number += 1) {
    const mark = markOf(number)
    const call = theOne(wire.calls, mark.call)
    const result = theOne(wire.results, mark.result)
    checkPair(wire, call, result)
    if (call.id !== undefined) ids.add(call.id)
  }
  const withIds = wire.calls.filter(({ id }) => id !== undefined).length
  assert.equal(ids.size, withIds, 'two calls share an id')
}

/** The one call or result that contains a mark. */
function theOne(calls: readonly WireCall[], mark: string): WireCall {
  const [found, ...others] = calls.filter(({ text }) => text.includes(mark))
  assert.ok(found !== undefined, `${mark} is not in the body`)
  assert.equal(others.length, 0, `how often ${mark} is in the body beside its own place`)
  return found
}

/** Where the vendor can do without ids, the order and the names tell what belongs together. */
function checkPair({ calls, results }: WireCalls, call: WireCall, result: WireCall): void {
  assert.equal(result.id, call.id, 'the id of a result is not its call’s')
  if (call.id !== undefined) return
  assert.equal(results.indexOf(result), calls.indexOf(call), 'results are in another order than their calls')
  assert.equal(result.name, call.name, 'the name of a result is not its call’s')
}

async function checkAgain(suite: Suite, way: Way): Promise<void> {
  const [first, second] = await sentBy(suite, way)
  assert.equal(first.body, second.body, 'the body of a second call')
}

async function checkIds(suite: Suite, taken: RegExp): Promise<void> {
  const [{ body }] = await sentBy(suite, 'generate')
  const { calls } = wireCallsIn(suite.readCalls, body)
  assert.ok(calls.length >= toolCallCount, 'there are too few calls in the body')
  for (const { id } of calls) assert.match(id ?? '', taken, 'an id the vendor refuses')
}
