import assert from 'node:assert/strict'
import { failedAs } from '../check-failure.ts'
import { checkAnswer, checkGrammar } from '../check-answer.ts'
import type { Fixture } from '../fixtures.ts'
import { askModel, type Way } from '../read-answer.ts'
import { framesOf, frameWith, objectIn } from '../rewrite.ts'
import { stubFetch } from '../stub-fetch.ts'
import { expectedOf, responseOf, successesOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'

/** What servers and proxies send between the events of an answer, and what is no part of it. */
const noFrames = [
  ': comment',
  'data: : keepalive',
  'data:',
  'data: ping',
  'data: null',
  'event: ping\ndata: pong',
  'event: status\ndata: {"error":{"message":"degraded"}}',
]

/** Labels that servers give any answer. */
const labels = ['application/json', 'text/html', 'text/plain', 'text/event-stream']

/** The frames of an answer are what counts: not what comes between them, nor how the answer is labelled. */
export function frameCases(suite: Suite): ConformanceCase[] {
  return [
    ...successesOf(suite, true).map((fixture) => betweenCase(suite, fixture)),
    {
      name: 'a frame of JSON that cannot be read, in the middle of a stream, is a failure',
      async run() {
        const fixture = successOf(suite, true)
        const [first = '', ...rest] = framesOf(fixture)
        const body = [first, 'data: {"half":\n\n', ...rest].join('')
        failedAs(await askModel(suite.create(stubFetch({ ...responseOf(fixture), body })), 'stream'), [
          'invalid-response',
        ])
      },
    },
    emptyErrorCase(suite, true),
    emptyErrorCase(suite, false),
    labelCase(suite, 'stream', true),
    labelCase(suite, 'generate', false),
    labelCase(suite, 'stream', false),
    labelCase(suite, 'generate', true),
  ]
}

function betweenCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: what is no frame of the answer is passed over wherever it comes`,
    async run() {
      const noise = `${noFrames.join('\n\n')}\n\n`
      const body = framesOf(fixture)
        .map((frame) => `${noise}${frame}`)
        .join('')
      const stub = stubFetch({ ...responseOf(fixture), body })
      const { answer, error, parts } = await askModel(suite.create(stub), 'stream')
      if (answer === undefined) throw error
      checkGrammar(parts)
      checkAnswer(answer, expectedOf(suite, fixture))
    },
  }
}

/** What servers write where they have no error to tell. */
const noErrors = [null, '', false, {}]

function emptyErrorCase(suite: Suite, isStream: boolean): ConformanceCase {
  const way = isStream ? 'stream' : 'generate'
  return {
    name: `${way} takes an empty error beside an answer for none`,
    async run() {
      const fixture = successOf(suite, isStream)
      for (const error of noErrors) {
        const body = framesOf(fixture)
          .map((frame) => besides(frame, { error }))
          .join('')
        assert.ok(body.includes('"error":'), 'the body has no error')
        const stub = stubFetch({ ...responseOf(fixture), body })
        const { answer, error: thrown } = await askModel(suite.create(stub), way)
        if (answer === undefined) throw thrown
        checkAnswer(answer, expectedOf(suite, fixture))
      }
    },
  }
}

function besides(frame: string, fields: object): string {
  const object = objectIn(frame)
  return object === undefined ? frame : frameWith(frame, { ...object, ...fields })
}

/** An answer that came in either form, for either way to ask, under any label. */
function labelCase(suite: Suite, way: Way, isStream: boolean): ConformanceCase {
  const form = isStream ? 'a stream' : 'a whole answer'
  return {
    name: `${way} reads ${form}, whatever its label`,
    async run() {
      const fixture = successOf(suite, isStream)
      for (const type of labels) {
        const { headers, ...response } = responseOf(fixture)
        const stub = stubFetch({ ...response, headers: { ...headers, 'content-type': type } })
        const { answer, error } = await askModel(suite.create(stub), way)
        if (answer === undefined) throw error
        checkAnswer(answer, expectedOf(suite, fixture))
        assert.ok(stub.released, `the body was left open: ${type}`)
      }
    },
  }
}
