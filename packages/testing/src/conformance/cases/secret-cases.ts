import assert from 'node:assert/strict'
import { checkSecrets, failedAs, failureOf } from '../check-failure.ts'
import { echoing, leaky } from '../echo.ts'
import { plantedHeader, secrets } from '../planted.ts'
import { askModel, type AskOutcome, type Way } from '../read-answer.ts'
import { stubFetch } from '../stub-fetch.ts'
import { failuresOf, responseOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'

const ways: readonly Way[] = ['generate', 'stream']

/** No error contains keys, prompts or header values, even when the server repeats them. */
export function secretCases(suite: Suite): ConformanceCase[] {
  return [
    echoCase(suite),
    {
      name: 'a fetch that fails with the request in its message is a network failure that keeps it',
      async run() {
        const cause = Object.assign(new Error(`connect ECONNREFUSED with ${leaky}`), { code: 'ECONNREFUSED' })
        await bothWays(
          suite,
          () => stubFetch({ error: new TypeError(`fetch failed: ${leaky}`, { cause }) }),
          (outcome) => failedAs(outcome, ['network']),
        )
      },
    },
    {
      name: 'a body that breaks off with the request in its message keeps it',
      async run() {
        const error = new Error(`aborted while sending ${leaky}`)
        for (const way of ways) {
          const response = { ...responseOf(successOf(suite, way === 'stream')), body: '', then: { error } }
          failedAs(await askModel(suite.create(stubFetch(response)), way), [
            'network',
            'stream-interrupted',
            'invalid-response',
          ])
        }
      },
    },
    {
      name: 'an answer that does not parse and repeats the request keeps it',
      async run() {
        for (const way of ways) {
          const body = way === 'stream' ? `data: ${leaky}\n\n` : leaky
          const stub = stubFetch({ ...responseOf(successOf(suite, way === 'stream')), body })
          failedAs(await askModel(suite.create(stub), way), ['invalid-response', 'stream-interrupted'])
        }
      },
    },
    {
      name: 'the answer’s record of the request contains neither key nor headers',
      async run() {
        const model = suite.create(stubFetch(responseOf(successOf(suite, false))))
        const { request } = await model.generate({
          messages: [{ role: 'user', content: 'hi' }],
          headers: { 'x-planted': plantedHeader },
        })
        for (const secret of secrets)
          assert.ok(!JSON.stringify(request).includes(secret), `request shows "${secret}"`)
      },
    },
  ]
}

function echoCase(suite: Suite): ConformanceCase {
  return {
    name: 'vendors that repeat key, header and prompt in their errors change neither the kind nor what is shown',
    async run() {
      for (const fixture of failuresOf(suite, false)) {
        const body = echoing(fixture.body)
        await bothWays(
          suite,
          () => stubFetch({ ...responseOf(fixture), body }),
          (outcome) => {
            assert.equal(failureOf(outcome).kind, fixture.expect?.kind, fixture.name)
          },
        )
        const text = stubFetch({ ...responseOf(fixture), status: Math.max(400, fixture.status), body: leaky })
        failureOf(await askModel(suite.create(text), 'generate'))
      }
      for (const fixture of failuresOf(suite, true)) {
        const { error } = await askModel(
          suite.create(stubFetch({ ...responseOf(fixture), body: echoing(fixture.body) })),
          'stream',
        )
        checkSecrets(error)
      }
    },
  }
}

async function bothWays(
  suite: Suite,
  stub: () => ReturnType<typeof stubFetch>,
  check: (outcome: AskOutcome) => unknown,
): Promise<void> {
  for (const way of ways) check(await askModel(suite.create(stub()), way))
}
