import { expect, it } from 'vitest'
import { KeyListeners } from './key-listeners.ts'

it('tells those that listen to a key, and no other', () => {
  const heard: string[] = []
  const listeners = new KeyListeners()
  listeners.on('a', () => heard.push('first of a'))
  listeners.on('a', () => heard.push('second of a'))
  listeners.on('b', () => heard.push('of b'))
  listeners.tell('a')
  listeners.tell('c')
  expect(heard).toEqual(['first of a', 'second of a'])
})

it('goes on telling the others when one leaves', () => {
  const heard: string[] = []
  const listeners = new KeyListeners()
  const leave = listeners.on('a', () => heard.push('first'))
  listeners.on('a', () => heard.push('second'))
  leave()
  listeners.tell('a')
  expect(heard).toEqual(['second'])
})

it('tells one that came after all others had left, though one of those leaves twice', () => {
  const heard: string[] = []
  const listeners = new KeyListeners()
  const leave = listeners.on('a', () => heard.push('first'))
  leave()
  listeners.on('a', () => heard.push('second'))
  leave()
  listeners.tell('a')
  expect(heard).toEqual(['second'])
})
