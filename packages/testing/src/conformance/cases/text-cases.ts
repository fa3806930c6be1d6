import assert from 'node:assert/strict'
import { failedAs } from '../check-failure.ts'
import type { Fixture } from '../fixtures.ts'
import { askModel, type ReadAnswer } from '../read-answer.ts'
import { withText } from '../rewrite.ts'
import { stubFetch } from '../stub-fetch.ts'
import { expectedOf, responseOf, successesOf, type ConformanceCase, type Suite } from '../suite.ts'

/** Finishes for which an answer may be empty. */
const mayBeEmpty = /^(length|content-filter)$/

/** What answers say, or do not say: scalars are text, an answer without a word is none, and thoughts alone are one. */
export function textCases(suite: Suite): ConformanceCase[] {
  const all = [...successesOf(suite, false), ...successesOf(suite, true)]
  const saying = all.filter(({ name }) => (expectedOf(suite, { name }).text ?? '') !== '')
  return [
    ...[false, true].flatMap((stream) => {
      const plain = saying.find((fixture) => fixture.stream === stream && isPlain(suite, fixture))
      return plain === undefined ? [] : [scalarCase(suite, plain), emptyCase(suite, plain)]
    }),
    ...saying.filter((fixture) => isThinking(suite, fixture)).map((fixture) => thoughtsCase(suite, fixture)),
    ...saying
      .filter(({ name }) => mayBeEmpty.test(finishOf(suite, name)))
      .map((fixture) => cutCase(suite, fixture)),
  ]
}

function scalarCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: numbers and booleans in the place of texts are text`,
    async run() {
      const expected = expectedOf(suite, fixture)
      for (const scalar of [6, 0, true, false, 1.5]) {
        const other = withText(fixture, expected.text ?? '', (piece, place) =>
          place === (fixture.stream ? 1 : 0) ? scalar : piece,
        )
        const answer = await answerTo(suite, other.fixture)
        assert.equal(answer.text, other.text, `the text, with ${String(scalar)} in it`)
      }
    },
  }
}

function emptyCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: without a word it is no answer`,
    async run() {
      const { fixture: silent } = silenced(suite, fixture)
      const stub = stubFetch(responseOf(silent))
      const outcome = await askModel(suite.create(stub), fixture.stream ? 'stream' : 'generate')
      const { scope } = failedAs(outcome, ['invalid-response'])
      assert.equal(scope, 'target', 'the scope')
      assert.ok(stub.released, 'the body was neither read nor cancelled')
    },
  }
}

function thoughtsCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: thoughts alone are an answer without a text`,
    async run() {
      const answer = await answerTo(suite, silenced(suite, fixture).fixture)
      const { reasoning = '' } = expectedOf(suite, fixture)
      assert.deepEqual([answer.text, answer.reasoning], ['', reasoning], 'text and thoughts')
    },
  }
}

function cutCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: without a word it is an answer that tells why`,
    async run() {
      const answer = await answerTo(suite, silenced(suite, fixture).fixture)
      const expected = expectedOf(suite, fixture)
      assert.equal(answer.text, '', 'the text')
      assert.ok(
        (expected.finish.unified as readonly string[]).includes(answer.finish.unified),
        `the finish is ${answer.finish.unified}`,
      )
    },
  }
}

function silenced(suite: Suite, fixture: Fixture): { readonly fixture: Fixture } {
  return withText(fixture, expectedOf(suite, fixture).text ?? '', () => '')
}

async function answerTo(suite: Suite, fixture: Fixture): Promise<ReadAnswer> {
  const stub = stubFetch(responseOf(fixture))
  const { answer, error } = await askModel(suite.create(stub), fixture.stream ? 'stream' : 'generate')
  if (answer === undefined) throw error
  return answer
}

/** True for a text and nothing else that ended by itself. */
function isPlain(suite: Suite, { name }: Fixture): boolean {
  const { reasoning = '', toolCalls = [] } = expectedOf(suite, { name })
  return reasoning === '' && toolCalls.length === 0 && finishOf(suite, name) === 'stop'
}

function isThinking(suite: Suite, { name }: Fixture): boolean {
  const { reasoning = '', toolCalls = [] } = expectedOf(suite, { name })
  return reasoning !== '' && toolCalls.length === 0 && finishOf(suite, name) === 'stop'
}

function finishOf(suite: Suite, name: string): string {
  return expectedOf(suite, { name }).finish.unified[0] ?? ''
}
