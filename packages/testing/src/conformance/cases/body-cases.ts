import assert from 'node:assert/strict'
import { failedAs } from '../check-failure.ts'
import { askModel, type Way } from '../read-answer.ts'
import { endless, mebibyte, mostBytes, nonsense } from '../no-answers.ts'
import { stubFetch } from '../stub-fetch.ts'
import { responseOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'

const ways: readonly Way[] = ['generate', 'stream']
/** A 200 whose body is not an answer is `invalid-response`, and no body is read without a limit. */
export function bodyCases(suite: Suite): ConformanceCase[] {
  return [
    ...Object.entries(nonsense).flatMap(([what, body]) =>
      ways.map((way) => nonsenseCase(suite, way, { what, body })),
    ),
    ...ways.map((way) => wrongWayCase(suite, way)),
    ...ways.map((way) => endlessCase(suite, way)),
    {
      name: 'the endless body of an error does not keep the error from being thrown',
      async run() {
        const stub = stubFetch({ ...endless.document, status: 500 })
        failedAs(await askModel(suite.create(stub), 'generate'), ['server'])
        await suite.settle()
        assert.ok(stub.bytesRead <= mostBytes && stub.cancelled, 'the body was not given up')
      },
    },
  ]
}

function nonsenseCase(
  suite: Suite,
  way: Way,
  { what, body }: { what: string; body: string },
): ConformanceCase {
  return {
    name: `${way} takes ${what} for no answer`,
    async run() {
      const bare = { ...responseOf(successOf(suite, way === 'stream')), body }
      const wrapped =
        way === 'stream' && !/[\n\r]/.test(body) && body !== ''
          ? [{ ...bare, body: `data: ${body}\n\n` }]
          : []
      for (const response of [bare, ...wrapped]) {
        const stub = stubFetch(response)
        failedAs(await askModel(suite.create(stub), way), ['invalid-response', 'stream-interrupted'])
        assert.ok(stub.released, 'the body was neither read nor cancelled')
      }
    },
  }
}

/** Some servers ignore `stream`, or always stream. Such an answer is either understood or refused. */
function wrongWayCase(suite: Suite, way: Way): ConformanceCase {
  const [asked, given] = way === 'stream' ? ['a stream', 'a whole answer'] : ['a whole answer', 'a stream']
  return {
    name: `${given} for ${asked} is the full answer or a failure`,
    async run() {
      const fixture = successOf(suite, way !== 'stream')
      const outcome = await askModel(suite.create(stubFetch(responseOf(fixture))), way)
      if (outcome.answer === undefined) failedAs(outcome, ['invalid-response', 'stream-interrupted'])
      else assert.equal(outcome.answer.text, suite.expectations.answers[fixture.name]?.text)
    },
  }
}

function endlessCase(suite: Suite, way: Way): ConformanceCase {
  return {
    name: `${way} gives an endless body up before it has read ${mostBytes / mebibyte} MiB`,
    async run() {
      const stub = stubFetch(way === 'stream' ? endless.stream : endless.document)
      failedAs(await askModel(suite.create(stub), way), ['invalid-response'])
      await suite.settle()
      assert.ok(stub.bytesRead <= mostBytes, `${stub.bytesRead} bytes were read`)
      assert.ok(stub.cancelled, 'the body was not cancelled')
    },
  }
}
