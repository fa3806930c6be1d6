import { stat } from 'node:fs'
import { expect, it } from 'vitest'
import { wholeTurn } from '../src/whole-turn.ts'
import { onSignal } from './scene.ts'

it.each<[string, (callback: () => void) => void]>([
  [
    'poll',
    (callback) => {
      stat(import.meta.dirname, callback)
    },
  ],
  [
    'check',
    (callback) => {
      setImmediate(callback)
    },
  ],
])('a signal sent in the %s phase is heard within a whole turn', async (_, callIn) => {
  let isHeard = false
  const sendSignal = onSignal(() => {
    isHeard = true
  })
  await new Promise<void>((resolve) => {
    callIn(resolve)
  })
  sendSignal()
  expect(isHeard).toBe(false)
  await wholeTurn()
  expect(isHeard).toBe(true)
})
