import assert from 'node:assert/strict'
import { checkAnswer, checkGrammar, withPlainIds } from '../check-answer.ts'
import type { Fixture } from '../fixtures.ts'
import { askModel } from '../read-answer.ts'
import { stubFetch } from '../stub-fetch.ts'
import { expectedOf, responseOf, successesOf, type ConformanceCase, type Suite } from '../suite.ts'

const chunkSizes = [1, 3, 7]

/** Recorded successes are read as `expected.json` says, however they are cut into chunks. */
export function successCases(suite: Suite): ConformanceCase[] {
  return [
    ...successesOf(suite, false).map((fixture) => wholeCase(suite, fixture)),
    ...successesOf(suite, true).flatMap((fixture) => [streamCase(suite, fixture), chunkCase(suite, fixture)]),
  ]
}

function wholeCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: generate gives what the body says`,
    async run() {
      const stub = stubFetch(responseOf(fixture))
      const outcome = await askModel(suite.create(stub), 'generate')
      if (outcome.answer === undefined) throw outcome.error
      checkAnswer(outcome.answer, expectedOf(suite, fixture))
      assert.equal(stub.sent.length, 1, 'how many requests were sent')
      assert.ok(stub.released, 'the body was left unread')
    },
  }
}

function streamCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: stream gives what the body says, in good order`,
    async run() {
      const stub = stubFetch(responseOf(fixture))
      const { answer, error, parts } = await askModel(suite.create(stub), 'stream')
      if (answer === undefined) throw error
      checkGrammar(parts)
      checkAnswer(answer, expectedOf(suite, fixture))
      assert.equal(stub.sent.length, 1, 'how many requests were sent')
      assert.ok(stub.released, 'the body was left open')
    },
  }
}

function chunkCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: chunks of ${chunkSizes.join(', ')} bytes give the same parts`,
    async run() {
      const partsIn = async (chunkBytes: number | undefined): Promise<unknown[]> => {
        const stub = stubFetch({ ...responseOf(fixture), chunkBytes })
        const { answer, error, parts } = await askModel(suite.create(stub), 'stream')
        if (answer === undefined) throw error
        return withPlainIds(parts)
      }
      const whole = await partsIn(undefined)
      for (const size of chunkSizes)
        assert.deepEqual(await partsIn(size), whole, `in chunks of ${size} bytes`)
    },
  }
}
