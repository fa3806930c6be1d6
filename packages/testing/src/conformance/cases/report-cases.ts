import assert from 'node:assert/strict'
import type { AttemptFacts, LimitReport } from '@llm-balancer/core'
import type { ExpectedAnswer } from '../expected.ts'
import type { Fixture } from '../fixtures.ts'
import { askModel, type Way } from '../read-answer.ts'
import { stubFetch } from '../stub-fetch.ts'
import { failuresOf, responseOf, successesOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'

const ways: readonly Way[] = ['generate', 'stream']

/** What the vendor says of limits, headers and usage is reported as soon as it is known. */
export function reportCases(suite: Suite): ConformanceCase[] {
  const refused = failuresOf(suite, false).find(({ status }) => status === 429)
  return [
    {
      name: 'the limits in the response’s headers are reported',
      async run() {
        const { headers } = responseOf(successOf(suite, false))
        for (const way of ways) {
          const facts = await factsOf(
            suite,
            { ...successOf(suite, way === 'stream'), headers: { ...headers, 'content-type': typeOf(way) } },
            way,
          )
          const limits = facts.flatMap((fact) => fact.limits ?? [])
          assert.deepEqual(sorted(limits), sorted(suite.expectations.limits), `the limits ${way} reports`)
          assert.ok(
            facts.some((fact) => fact.headers !== undefined),
            `${way} reports no headers`,
          )
        }
      },
    },
    ...ways.flatMap((way) =>
      successesOf(suite, way === 'stream').map((fixture) => ({
        name: `${fixture.name}: ${way} reports the usage`,
        run: () => checkUsage(suite, fixture, way),
      })),
    ),
    ...(refused === undefined ? [] : [refused]).map((fixture) => ({
      name: `${fixture.name}: the headers of a refusal are reported`,
      async run() {
        const facts = await factsOf(suite, fixture, 'generate')
        assert.ok(
          facts.some(({ headers }) => headers !== undefined),
          'no headers were reported',
        )
      },
    })),
  ]
}

async function factsOf(suite: Suite, fixture: Fixture, way: Way): Promise<AttemptFacts[]> {
  const facts: AttemptFacts[] = []
  await askModel(suite.create(stubFetch(responseOf(fixture))), way, {
    report: (fact) => void facts.push(fact),
  })
  return facts
}

async function checkUsage(suite: Suite, fixture: Fixture, way: Way): Promise<void> {
  const facts = await factsOf(suite, fixture, way)
  const expected: ExpectedAnswer['usage'] = suite.expectations.answers[fixture.name]?.usage ?? {}
  const usage = Object.assign({}, ...facts.map((fact) => fact.usage ?? {})) as NonNullable<
    AttemptFacts['usage']
  >
  assert.equal(usage.inputTokens, expected.input, 'the input tokens')
  assert.equal(usage.outputTokens, expected.output, 'the output tokens')
}

function sorted(limits: readonly LimitReport[]): readonly LimitReport[] {
  return limits
    .map(({ windowMs: _, ...limit }) => limit)
    .sort((one, other) => one.unit.localeCompare(other.unit))
}

function typeOf(way: Way): string {
  return way === 'stream' ? 'text/event-stream' : 'application/json'
}
