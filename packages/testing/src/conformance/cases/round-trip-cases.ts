import assert from 'node:assert/strict'
import {
  collect,
  toAssistantMessage,
  type ChatMessage,
  type ChatModel,
  type ChatResponse,
  isJsonRecord,
} from '@llm-balancer/provider'
import type { Fixture } from '../fixtures.ts'
import { documentsIn } from '../noise.ts'
import { plantedRequest } from '../planted.ts'
import { stubFetch } from '../stub-fetch.ts'
import { responseOf, successesOf, type ConformanceCase, type Suite } from '../suite.ts'
import { wireCallsIn } from '../wire-calls.ts'

/** Where vendors keep what has to come back to them as they wrote it. */
const signatureFields = ['signature', 'thoughtSignature', 'encrypted_content']

/** A conversation continues with the reasoning and the tool calls of the vendor's own model. */
export function roundTripCases(suite: Suite): ConformanceCase[] {
  return suite.fixtures.filter(isDeep(suite)).map((fixture) => ({
    name: `${fixture.name}: sent back, the answer keeps its signatures and the ids of its calls`,
    run: () => checkRoundTrip(suite, fixture),
  }))
}

/** Picks recorded answers with reasoning or tool calls. */
function isDeep(suite: Suite): (fixture: Fixture) => boolean {
  const successes = [...successesOf(suite, false), ...successesOf(suite, true)]
  return (fixture) => {
    const { reasoning, toolCalls } = suite.expectations.answers[fixture.name] ?? {}
    return successes.includes(fixture) && (reasoning !== undefined || toolCalls !== undefined)
  }
}

async function checkRoundTrip(suite: Suite, fixture: Fixture): Promise<void> {
  const stub = stubFetch(responseOf(fixture))
  const model = suite.create(stub)
  const answer = await askedFor(model, fixture, plantedRequest.messages)
  const results = answer.content.flatMap((part) => {
    if (part.type !== 'tool-call' || part.providerExecuted === true) return []
    const { toolCallId, toolName } = part
    return [
      { type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: '4 degrees' } } as const,
    ]
  })
  const next: ChatMessage = results.length > 0 ? { role: 'tool', content: results } : goOn
  await askedFor(model, fixture, [...plantedRequest.messages, toAssistantMessage(answer), next])
  const body = stub.sent[1]?.body ?? ''
  for (const signature of signaturesIn(fixture))
    assert.ok(body.includes(JSON.stringify(signature)), `the signature ${signature} did not go back`)
  const ids = (suite.expectations.answers[fixture.name]?.toolCalls ?? []).map(({ id }) => id)
  const wire = wireCallsIn(suite.readCalls, body)
  for (const found of [wire.calls, wire.results])
    assert.deepEqual(
      found.map(({ id }) => id),
      ids,
      'the ids that went back',
    )
}

const goOn: ChatMessage = { role: 'user', content: 'Go on.' }

async function askedFor(
  model: ChatModel,
  { stream }: Fixture,
  messages: readonly ChatMessage[],
): Promise<ChatResponse> {
  const request = { ...plantedRequest, messages }
  return stream ? collect(model.stream(request)) : model.generate(request)
}

function signaturesIn(fixture: Fixture): Set<string> {
  const found = new Set<string>()
  for (const document of documentsIn(fixture)) collectSignatures(document, found)
  return found
}

function collectSignatures(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const inner of value as unknown[]) collectSignatures(inner, found)
  if (!isJsonRecord(value)) return
  for (const [name, inner] of Object.entries(value)) {
    const isSignature =
      signatureFields.includes(name) || (name === 'data' && value['type'] === 'redacted_thinking')
    if (isSignature && typeof inner === 'string' && inner !== '') found.add(inner)
    collectSignatures(inner, found)
  }
}
