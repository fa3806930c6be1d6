import { describe, expect, it } from 'vitest'
import {
  changesetFaults,
  changesetOf,
  comparisonIn,
  parseChangeset,
  readChangesets,
} from './support/changesets.ts'
import { publishedPackages, root } from './support/workspace.ts'

const core = '@llm-balancer/core'
const retry = '@llm-balancer/retry'

const changeset = (path: string, names: readonly string[], summary = 'Retries for any call.') =>
  parseChangeset(path, `---\n${names.map((name) => `'${name}': minor\n`).join('')}---\n\n${summary}\n`)

const good = [changeset('.changeset/core.md', [core]), changeset('.changeset/retry.md', [retry])]

it('until its first release a package has one changeset, named after it, which describes the package', () => {
  const unreleased = publishedPackages.filter(({ manifest }) => manifest.version === '0.0.0')
  expect(
    changesetFaults(
      unreleased.map(({ manifest }) => manifest.name),
      readChangesets(root),
    ),
  ).toEqual([])
})

it('reads the packages and the text of a changeset', () => {
  expect(
    parseChangeset(
      '.changeset/a.md',
      `---\n"${core}": minor\n'llm-balancer': patch\n---\n\nOne.\n\n- Two.\n`,
    ),
  ).toEqual({
    path: '.changeset/a.md',
    packages: [core, 'llm-balancer'],
    summary: 'One.\n\n- Two.',
  })
  expect([core, 'llm-balancer'].map(changesetOf)).toEqual([
    '.changeset/core.md',
    '.changeset/llm-balancer.md',
  ])
})

describe('changesets of packages that were never released', () => {
  it('may be one for each', () => {
    expect(changesetFaults([core, retry], good)).toEqual([])
  })

  it('may not be missing', () => {
    expect(changesetFaults([core, retry], good.slice(1))).toEqual([
      `${core} has no changeset: describe its first version in .changeset/core.md`,
    ])
  })

  it('may not be several for one package', () => {
    expect(changesetFaults([core, retry], [...good, changeset('.changeset/backoff.md', [retry])])).toEqual([
      `.changeset/backoff.md: ${retry} has one changeset until its first release: put this into .changeset/retry.md`,
    ])
  })

  it('may not name several packages, another one, or none', () => {
    expect(
      changesetFaults(
        [core, retry],
        [
          changeset('.changeset/core.md', [core, retry]),
          changeset('.changeset/retry.md', [core]),
          changeset('.changeset/nothing.md', []),
        ],
      ),
    ).toEqual([
      '.changeset/core.md names 2 packages: put what it says into .changeset/core.md, .changeset/retry.md',
      `.changeset/retry.md: ${core} has one changeset until its first release: put this into .changeset/core.md`,
      '.changeset/nothing.md names no package: put what it says into the changeset of one',
    ])
  })

  it('may not be empty, compare, or have long lines', () => {
    const faultsOf = (summary: string): string[] =>
      changesetFaults([core], [changeset('.changeset/core.md', [core], summary)])
    expect(faultsOf('')).toEqual(['.changeset/core.md says nothing: describe what the package does'])
    expect(faultsOf('Calls that fail no\nlonger wait.')).toEqual([
      '.changeset/core.md: "no longer" compares with a state that no reader has seen: say what the package does',
    ])
    expect(faultsOf('a'.repeat(161))).toEqual([
      '.changeset/core.md has a line of more than 160 characters: wrap it',
    ])
  })

  it('leave those of released packages alone', () => {
    const later = changeset('.changeset/less.md', [core, retry], 'A call that waits no longer blocks others.')
    expect(changesetFaults([], [later, changeset('.changeset/empty.md', [])])).toEqual([])
    expect(
      changesetFaults([retry], [changeset('.changeset/less.md', [core], later.summary), ...good]),
    ).toEqual([])
  })
})

it.each([
  ['A target is not called any more.', 'any more'],
  ['It does not wait anymore.', 'anymore'],
  ['Requests stop the run at once, as before.', 'as before'],
  ['Half of the time than before.', 'than before'],
  ['It used to call all of them.', 'used to'],
  ['Previously it threw.', 'Previously'],
  ['A key is blocked. Before, it was called.', '. Before'],
  ['Now streams fail over.', 'Now'],
  ['- One.\n- Now takes a clock.', '- Now'],
  ['With HTTP/2 calls share one, where each had one to itself before.', 'had one to itself before'],
  ['Until now that model was blamed.', 'Until now'],
  ['The message now says so.', 'now says'],
  ['`init` is now shorter.', 'is now'],
  ['It was slower in earlier versions.', 'earlier versions'],
])('notices a comparison: %s', (summary, words) => {
  expect(comparisonIn(summary)).toBe(words)
})

it.each([
  'A header that is used to tell the time.',
  'It begins at most ten seconds before the deadline; before its first content a stream fails over.',
  'No more than three attempts, and never any more than that.',
  'The time is `now`, or what `used to` says; `now: () => number` gives it.',
  'A guard sees the target as it is now.',
  'Earlier reasoning goes back; earlier thoughts as well.',
  'Neither costs nor tokens are known before a call.',
])('sees no comparison in: %s', (summary) => {
  expect(comparisonIn(summary)).toBeUndefined()
})
