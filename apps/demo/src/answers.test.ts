import { expect, it } from 'vitest'
import { answerChunks, judgeAnswer, promptOf, runIn } from './answers.ts'

const answer = answerChunks('a', 7)

it('finds the run in a request of either format', () => {
  expect(runIn({ messages: [{ role: 'user', content: promptOf(17) }] })).toBe(17)
  expect(runIn({ messages: [{ content: [{ type: 'text', text: promptOf(18) }] }] })).toBe(18)
  expect(runIn({ messages: [] })).toBe(0)
})

it('accepts the whole answer of the target that claims it, and nothing else', () => {
  expect(judgeAnswer(answer.join(''), 7, 'a')).toBe('right')
  expect(judgeAnswer(answer.slice(0, -1).join(''), 7, 'a')).toBe('wrong')
  expect(judgeAnswer(`${answer.join('')} `, 7, 'a')).toBe('wrong')
  expect(judgeAnswer([...answer.slice(0, 2), ...answer.slice(1)].join(''), 7, 'a')).toBe('wrong')
  expect(judgeAnswer('', 7, 'a')).toBe('wrong')
})

it('tells answers that were mixed', () => {
  const other = answerChunks('b', 7)
  expect(judgeAnswer([...answer.slice(0, 3), ...other.slice(3)].join(''), 7, 'b')).toBe('mixed')
  expect(judgeAnswer(answer.join(''), 7, 'b')).toBe('mixed')
  expect(judgeAnswer(answerChunks('a', 8).join(''), 7, 'a')).toBe('mixed')
})
