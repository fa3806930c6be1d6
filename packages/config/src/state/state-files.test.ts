import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadState, saveState, type StatefulBalancer } from '../index.ts'
import { MemoryFiles } from '../test/memory-files.ts'

const path = '/state.json'

/** A balancer that was made with a state, or without. */
function balancer(restoredFrom?: number): StatefulBalancer {
  let savedAt = restoredFrom ?? 100
  return { exportState: () => ({ version: 1, savedAt: (savedAt += 1), restoredFrom }) }
}

it('saves again and again, and a balancer that was made with it goes on', async () => {
  const files = new MemoryFiles()
  expect(await loadState(path, { files })).toBeUndefined()
  const first = balancer()
  await saveState(first, path, { files })
  await saveState(first, path, { files })
  const state = await loadState(path, { files })
  expect(state).toEqual({ version: 1, savedAt: 102 })
  const second = balancer(state?.savedAt)
  await saveState(second, path, { files })
  await saveState(second, path, { files })
  expect(await loadState(path, { files })).toMatchObject({ savedAt: 104, restoredFrom: 102 })
})

it('never takes the place of a state that was not loaded', async () => {
  const files = new MemoryFiles()
  await saveState(balancer(), path, { files })
  const before = files.text(path)
  for (const other of [balancer(), balancer(5)])
    await expect(saveState(other, path, { files })).rejects.toThrow(
      'state.json: holds a state that this balancer was not made with; load it first',
    )
  expect(files.text(path)).toBe(before)
})

it.each(['', '{', '[]', '{"version":1}', 'null', '5'])(
  'leaves what is no state alone, and says so: %j',
  async (text) => {
    const files = new MemoryFiles()
    files.write(path, text)
    await expect(loadState(path, { files })).rejects.toThrow('state.json: is not a state')
    await expect(saveState(balancer(), path, { files })).rejects.toThrow('state.json: is not a state')
    expect(files.text(path)).toBe(text)
  },
)

it('writes files of the machine whole, for their owner only, and leaves nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-state-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const file = join(folder, 'state.json')
  const llm = balancer()
  for (let time = 0; time < 5; time += 1) await saveState(llm, file)
  expect(readdirSync(folder)).toEqual(['state.json'])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ savedAt: 105 })
  await expect(saveState(llm, folder)).rejects.toThrow('is not a state')
  writeFileSync(file, 'x'.repeat(10))
  await expect(saveState(llm, file)).rejects.toThrow('is not a state')
})

it('refuses what is no balancer', async () => {
  await expect(saveState({} as never, path)).rejects.toThrow(
    'saveState: "llm.exportState" must be a function',
  )
})
