import assert from 'node:assert/strict'
import type { ChatModel, StreamPart } from '@llm-balancer/provider'
import { plantedRequest } from '../planted.ts'
import { askModel, type AskOutcome, type Way } from '../read-answer.ts'
import { stubFetch, type StubFetch, type StubResponse } from '../stub-fetch.ts'
import { responseOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'

const ways: readonly Way[] = ['generate', 'stream']

/** An abort ends the call at once with the signal's own reason, and leaving a stream closes its connection. */
export function abortCases(suite: Suite): ConformanceCase[] {
  return [...ways.flatMap((way) => waysToAbort(suite, way)), ...waysToLeave(suite), ...waysToWait(suite)]
}

function waysToAbort(suite: Suite, way: Way): ConformanceCase[] {
  const response = responseOf(successOf(suite, way === 'stream'))
  const half: StubResponse = { ...response, body: firstHalf(response.body), then: 'hang' }
  return [
    {
      name: `${way} with a signal that is aborted already sends nothing`,
      async run() {
        const stub = stubFetch(response)
        const reason = new Error('aborted early')
        checkReason(await askModel(suite.create(stub), way, { signal: AbortSignal.abort(reason) }), reason)
        assert.equal(stub.sent.length, 0, 'how many requests were sent')
      },
    },
    ...(['hang', 'deaf'] as const).map((before) => ({
      name: `${way} can be aborted before the headers${before === 'deaf' ? ', also when fetch does not listen' : ''}`,
      run: () => abortWhile(suite, way, stubFetch(response, { before })),
    })),
    ...[false, true].map((deaf) => ({
      name: `${way} can be aborted in the body${deaf ? ', also when the body does not listen' : ''}, which is cancelled`,
      async run() {
        const stub = stubFetch(half, { deaf })
        await abortWhile(suite, way, stub)
        assert.ok(stub.cancelled && stub.released, 'the body was not cancelled')
      },
    })),
  ]
}

async function abortWhile(suite: Suite, way: Way, stub: StubFetch): Promise<void> {
  const controller = new AbortController()
  const reason = new Error('the caller left')
  const asked = askModel(suite.create(stub), way, { signal: controller.signal })
  await suite.settle()
  assert.equal(stub.sent.length, 1, 'how many requests were sent')
  controller.abort(reason)
  checkReason(await asked, reason)
  await suite.settle()
}

function waysToLeave(suite: Suite): ConformanceCase[] {
  const response = responseOf(successOf(suite, true))
  const half: StubResponse = { ...response, body: firstHalf(response.body), then: 'hang' }
  return [
    {
      name: 'leaving the loop over a stream closes the connection',
      async run() {
        const stub = stubFetch(half)
        await readUntilText(suite.create(stub))
        await suite.settle()
        assert.ok(stub.cancelled && stub.released, 'the body was not cancelled')
      },
    },
    {
      name: 'return() before the first part sends nothing',
      async run() {
        const stub = stubFetch(response)
        const stream = streamOf(suite, stub)
        await stream.return?.()
        assert.equal((await stream.next()).done, true)
        assert.equal(stub.sent.length, 0, 'how many requests were sent')
      },
    },
    {
      name: 'return() while a part is awaited closes the connection at once',
      async run() {
        const stub = stubFetch({ ...response, body: '', then: 'hang' })
        const stream = streamOf(suite, stub)
        const awaited = drain(stream)
        await suite.settle()
        await stream.return?.()
        await awaited
        await suite.settle()
        assert.ok(stub.cancelled && stub.released, 'the body was not cancelled')
      },
    },
  ]
}

/** A stream does nothing before it is read, and reads no further than it is asked to. */
function waysToWait(suite: Suite): ConformanceCase[] {
  const response = responseOf(successOf(suite, true))
  return [
    {
      name: 'a stream that is not read sends nothing',
      async run() {
        const stub = stubFetch(response)
        streamOf(suite, stub)
        await suite.settle()
        assert.equal(stub.sent.length, 0, 'how many requests were sent')
      },
    },
    {
      name: 'a stream is read only as fast as its consumer asks',
      async run() {
        const stub = stubFetch({ ...response, chunkBytes: 64 })
        const stream = streamOf(suite, stub)
        await stream.next()
        await suite.settle()
        const bytes = new TextEncoder().encode(String(response.body)).length
        assert.ok(stub.bytesRead < bytes, 'all of the body was read for the first part')
        await stream.return?.()
      },
    },
  ]
}

function streamOf(suite: Suite, stub: StubFetch): AsyncIterator<StreamPart> {
  return suite.create(stub).stream(plantedRequest)[Symbol.asyncIterator]()
}

async function readUntilText(model: ChatModel): Promise<void> {
  for await (const part of model.stream(plantedRequest)) {
    if (part.type === 'text-delta') return
  }
  assert.fail('the stream ended without text')
}

async function drain(stream: AsyncIterator<StreamPart>): Promise<void> {
  while ((await stream.next()).done !== true);
}

function checkReason(outcome: AskOutcome, reason: Error): void {
  assert.ok('error' in outcome, 'the call succeeded although it was aborted')
  assert.equal(outcome.error, reason, 'what was thrown is not the signal’s own reason')
}

function firstHalf(body: string | Uint8Array): string {
  const text = String(body)
  return text.slice(0, Math.floor(text.length / 2))
}
