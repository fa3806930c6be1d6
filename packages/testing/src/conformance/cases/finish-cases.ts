import assert from 'node:assert/strict'
import { recordsOf } from '../../formats/read-body.ts'
import { failedAs } from '../check-failure.ts'
import { askModel } from '../read-answer.ts'
import { framesOf, frameWith, objectIn } from '../rewrite.ts'
import { stubFetch } from '../stub-fetch.ts'
import { responseOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'

/**
 * Some servers write the finish reason into every chunk. It ends no answer there: a connection that breaks in the middle is a failure,
 * and the whole stream is the whole answer. Only for APIs whose chunks have a place for it.
 */
export function finishCases(suite: Suite): ConformanceCase[] {
  const fixture = successOf(suite, true)
  const plain = framesOf(fixture)
  const frames = plain.map(finished)
  if (frames.every((frame, place) => frame === plain[place])) return []
  const response = responseOf(fixture)
  const bodyOf = (count: number): string => frames.slice(0, count).join('')
  return [
    {
      name: 'a stream with a finish in every chunk that breaks in the middle is a failure',
      async run() {
        for (let count = 1; count <= frames.length / 2; count += 1) {
          const error = new TypeError('terminated')
          const stub = stubFetch({ ...response, body: bodyOf(count), then: { error } })
          failedAs(await askModel(suite.create(stub), 'stream'), ['stream-interrupted', 'network'])
        }
      },
    },
    {
      name: 'a stream with a finish in every chunk is the whole answer',
      async run() {
        const stub = stubFetch({ ...response, body: bodyOf(frames.length) })
        const { answer, error } = await askModel(suite.create(stub), 'stream')
        if (answer === undefined) throw error
        assert.equal(answer.text, suite.expectations.answers[fixture.name]?.text, 'the text')
      },
    },
  ]
}

/** The frame with a finish reason in each of its choices or candidates. */
function finished(frame: string): string {
  const chunk = objectIn(frame)
  if (chunk === undefined) return frame
  const lists = { choices: { finish_reason: 'stop' }, candidates: { finishReason: 'STOP' } }
  const names = Object.keys(lists) as (keyof typeof lists)[]
  const name = names.find((each) => recordsOf(chunk[each]).length > 0)
  if (name === undefined) return frame
  const list = recordsOf(chunk[name]).map((item) => ({ ...item, ...lists[name] }))
  return frameWith(frame, { ...chunk, [name]: list })
}
