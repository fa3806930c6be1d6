import { describe, expect, it } from 'vitest'
import { Seam } from './seam.ts'

const prefill = 'The answer to all of it is'

/** What a caller who has the prefill and the tail gets of what a model says in such pieces, or all of it when that does not go on. */
function join(tail: string, pieces: readonly string[], stop: 'pause' | 'end' = 'end') {
  const seam = new Seam(prefill, tail)
  let added = ''
  for (const piece of pieces) added += seam.hear(piece)
  if (seam.state === 'open') added += seam.hear('', stop)
  return { state: seam.state, text: seam.state === 'apart' ? seam.whole : prefill + tail + added }
}

/** One character after the other, as slowly as a text can come. */
const each = (text: string): readonly string[] => text.split('')

describe('what a model says after the text that a caller has', () => {
  it.each<[string, string, string, string]>([
    ['goes on', '', ' forty-two', `${prefill} forty-two`],
    ['goes on within a word', '', 'n’t', `${prefill}n’t`],
    ['says the white space at the end again', ' \n', ' \nforty-two', `${prefill} \nforty-two`],
    ['repeats the whole beginning', '', `${prefill} forty-two`, `${prefill} forty-two`],
    ['repeats it with its white space', ' ', `${prefill} forty-two`, `${prefill} forty-two`],
    ['repeats a part of it', '', 'The answer to this', `${prefill}The answer to this`],
    ['has the other half of a character', '\ud83d', '\ud83d\ude00!', `${prefill}\ud83d\ude00!`],
    ['has nothing to add', '', '', prefill],
    ['has nothing to add to white space', ' \n', '', `${prefill} \n`],
    ['repeats the beginning and adds nothing', ' ', prefill, `${prefill} `],
  ])('is joined to it where it %s', (_, tail, said, text) => {
    expect(join(tail, [said])).toEqual({ state: 'joined', text })
    expect(join(tail, each(said))).toEqual({ state: 'joined', text })
  })

  it.each<[string, string, string, string]>([
    ['leaves out the white space', ' ', 'forty-two', `${prefill}forty-two`],
    ['has other white space', ' \n', ' forty-two', `${prefill} forty-two`],
    ['has another character than the one that is there in half', '\ud83d', '!', `${prefill}!`],
    ['ends where half of a character is', '\ud83d', '', prefill],
  ])('begins again where it %s', (_, tail, said, text) => {
    expect(join(tail, [said])).toEqual({ state: 'apart', text })
    expect(join(tail, each(said))).toEqual({ state: 'apart', text })
  })

  it('begins again where something else comes before it is known whether white space does', () => {
    expect(join(' ', [], 'pause')).toEqual({ state: 'apart', text: prefill })
    expect(join('', [], 'pause')).toEqual({ state: 'joined', text: prefill })
  })

  it('is given as it comes once it is joined, whatever it repeats', () => {
    const seam = new Seam(prefill, '')
    expect(seam.hear(' ha')).toBe(' ha')
    expect(['', ' ha', prefill].map((text) => seam.hear(text))).toEqual(['', ' ha', prefill])
  })
})
