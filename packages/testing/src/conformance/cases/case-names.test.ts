import { expect, it } from 'vitest'
import { conformanceCases, type Surface } from '../index.ts'
import { tinyAdapter } from '../support/tiny-adapter.ts'

const namesOf = (fixtures: Surface): string[] =>
  conformanceCases({ fixtures, create: tinyAdapter }).map(({ name }) => name)

const thoughts = 'thoughts alone are an answer without a text'
const silence = 'without a word it is no answer'
const why = 'without a word it is an answer that tells why'
const inChoice = 'an answer with its usage in the choice says the same'
const zeros = 'an answer with an account of zeros at its end says the same'
const texts = 'an answer whose counts are texts says the same'
const sentBack = 'sent back, the answer keeps its signatures and the ids of its calls'
const finish = 'a call is the finish, also with a reason that is not known'
const twoCalls = 'two whole calls at one place of a stream, without ids, are two calls'

it.each<[Surface, string[]]>([
  ['openai', [`chat: ${silence}`, `chat-stream: ${silence}`, `chat-length: ${why}`, twoCalls]],
  ['openai', [`chat: ${inChoice}`, `chat-stream: ${inChoice}`, `chat-stream: ${zeros}`, `chat: ${texts}`]],
  ['openai', [`tool-call: ${finish}`, `tool-call-stream: ${finish}`, `tool-call: ${sentBack}`]],
  ['openai-compatible', [`chat-reasoning-content: ${thoughts}`]],
  ['anthropic', [`reasoning: ${thoughts}`, `reasoning: ${sentBack}`, `reasoning-stream: ${sentBack}`]],
  ['anthropic', [`chat-length: ${why}`, `chat-stream: ${zeros}`]],
  ['mistral', [`reasoning-stream: ${thoughts}`]],
  ['google', [`chat-length: ${why}`, `tool-call: ${sentBack}`]],
])('what is recorded of %s has a case in which it tells something: %j', (surface, names) => {
  expect(namesOf(surface)).toEqual(expect.arrayContaining(names))
})

it.each<[Surface, string[]]>([
  ['openai', [`chat: ${thoughts}`, `chat-length: ${silence}`, `chat: ${why}`, `chat: ${sentBack}`]],
  // Whole answers have one account of tokens, and nothing behind it.
  ['openai', [`chat: ${zeros}`, `chat-stream-nousage: ${texts}`, `chat: ${finish}`]],
  ['anthropic', [`chat: ${inChoice}`, `chat-stream: ${inChoice}`, `chat: ${sentBack}`, twoCalls]],
  ['anthropic', [`reasoning: ${silence}`, `tool-call: ${silence}`]],
  // Responses have no finish reason that would name the calls.
  ['openai-responses', [`tool-call: ${finish}`, twoCalls]],
  ['azure-openai', [twoCalls]],
])('and none in which it would tell nothing: %s, %j', (surface, names) => {
  const all = namesOf(surface)
  expect(names.filter((name) => all.includes(name))).toEqual([])
})
