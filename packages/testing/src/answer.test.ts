import { expect, it } from 'vitest'
import { answerOf, type Answer, type Reply } from './answer.ts'

const made = (reply: Reply | undefined): Answer =>
  answerOf(reply, {
    ...{ number: 3, targetId: 'a', model: 'm', createdAt: 0, requestBytes: 9, account: 'a' },
    ...{ includeUsage: true, isSealed: false, isBackground: false },
  })

it('a reply that leaves everything open is a text of the target, with one token per chunk', () => {
  for (const reply of [undefined, {}]) {
    expect(made(reply)).toMatchObject({
      ...{ reasoning: [], toolCalls: [], finish: 'stop' },
      text: ['answer 3 from a:', ...[1, 2, 3, 4, 5, 6, 7, 8].map((word) => ` a#3.${word}`)],
      usage: { inputTokens: 3, outputTokens: 9, cacheReadTokens: 0, reasoningTokens: 0 },
    })
  }
})

it('a reply with calls has no text of its own, ids that differ, and calls for its finish', () => {
  const toolCalls = [
    { name: 'look', input: { city: 'Oslo' } },
    { name: 'look', input: 'cut{' },
  ]
  expect(made({ reasoning: 'think first', toolCalls })).toMatchObject({
    ...{ text: [], reasoning: ['think', ' first'], finish: 'tool-calls' },
    toolCalls: [
      { id: 'call_fake_300', input: { city: 'Oslo' }, pieces: ['{"city":', '"Oslo"}'] },
      { id: 'call_fake_301', input: 'cut{', pieces: ['cut{'] },
    ],
    usage: { outputTokens: 4, reasoningTokens: 2 },
  })
  expect(made({ toolCalls, text: 'See:', finish: 'length' })).toMatchObject({
    text: ['See:'],
    finish: 'length',
  })
})

it.each([
  ['', []],
  ['one', ['one']],
  [' one\n two ', [' one', '\n two', ' ']],
  ['  ', ['  ']],
])('the text %j is cut into words that join to it', (text, words) => {
  expect(made(text).text).toEqual(words)
  expect(made({ text }).text).toEqual(words)
})

it('chunks win over the text, and numbers that are given over those that are counted', () => {
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 2, reasoningTokens: 0 }
  expect(made({ text: 'no', chunks: ['on', 'e'], reasoning: 'Hm.', usage })).toMatchObject({
    ...{ text: ['on', 'e'], usage },
  })
})
