/**
 * The tables of the store, version by version. A store is brought up to date when it is opened; one
 * that is newer than this code is refused.
 *
 * @module
 */

/**
 * SQL by version: the first makes an empty store, each next one brings an older store along.
 * Times are seconds since 1970.
 *
 * - `entities`: experiments, trials, trial components and lineage, as JSON under a lower-case key
 * - `members`: which trial component is in which trial
 * - `series`, `points`: a run's metrics, one series a name; `seq` is the order of arrival, a null
 *   step none
 * - `batches`: answers of metric batches, so that one that comes twice counts once
 * - `buckets`, `objects`, `uploads`, `parts`: S3; the bytes are files named by `file`
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE entities (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    parent TEXT,
    created REAL NOT NULL,
    modified REAL NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, key)
  ) WITHOUT ROWID;
  CREATE INDEX entities_by_time ON entities (kind, created, key);
  CREATE INDEX entities_by_parent ON entities (kind, parent, created, key);

  CREATE TABLE members (
    trial TEXT NOT NULL,
    component TEXT NOT NULL,
    PRIMARY KEY (trial, component)
  ) WITHOUT ROWID;
  CREATE INDEX members_by_component ON members (component, trial);

  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    component TEXT NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 0,
    min REAL, max REAL, last REAL, last_step REAL, last_time REAL,
    mean REAL NOT NULL DEFAULT 0,
    squares REAL NOT NULL DEFAULT 0,
    UNIQUE (component, name)
  );
  CREATE TABLE points (
    series INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    step INTEGER,
    value REAL NOT NULL,
    time REAL NOT NULL,
    PRIMARY KEY (series, seq)
  ) WITHOUT ROWID;
  CREATE TABLE batches (
    token TEXT PRIMARY KEY,
    answer TEXT NOT NULL,
    created REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX batches_by_time ON batches (created);

  CREATE TABLE buckets (name TEXT PRIMARY KEY, created REAL NOT NULL) WITHOUT ROWID;
  CREATE TABLE objects (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    file TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    headers TEXT NOT NULL,
    created REAL NOT NULL,
    PRIMARY KEY (bucket, key)
  ) WITHOUT ROWID;
  CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    headers TEXT NOT NULL,
    created REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE parts (
    upload TEXT NOT NULL,
    number INTEGER NOT NULL,
    file TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    PRIMARY KEY (upload, number)
  ) WITHOUT ROWID;
  `,
];
