import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
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

it('is not held up by what a crash has left behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-state-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (let count = 0; count < 100; count += 1)
    writeFileSync(join(folder, `.${String(process.pid)}-${String(count)}.tmp`), '')
  await saveState(balancer(), join(folder, 'state.json'))
  expect(readdirSync(folder)).toContain('state.json')
})

it('writes the file that a link leads to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-state-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const [file, link] = [join(folder, 'kept.json'), join(folder, 'state.json')]
  const llm = balancer()
  await saveState(llm, file)
  symlinkSync(file, link)
  await saveState(balancer(101), link)
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ savedAt: 102 })
})

it('saves in the order in which it was asked, whichever is written faster', async () => {
  const files = new MemoryFiles()
  const replaceFile = files.replaceFile.bind(files)
  const waiting: (() => void)[] = []
  files.replaceFile = async (file, text) => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    await replaceFile(file, text)
  }
  const llm = balancer()
  const saves = [saveState(llm, path, { files }), saveState(llm, path, { files })]
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  for (let count = 0; count < 10; count += 1) {
    await turn()
    waiting.pop()?.()
  }
  await Promise.all(saves)
  expect(JSON.parse(files.text(path) ?? '')).toMatchObject({ savedAt: 102 })
  const again = saveState(llm, path, { files })
  await turn()
  waiting.pop()?.()
  await again
})

it('refuses what is no balancer', async () => {
  await expect(saveState({} as never, path)).rejects.toThrow(
    'saveState: "llm.exportState" must be a function',
  )
})
