/**
 * The tables of the store, version by version. A store is migrated when it is opened; one that is
 * newer than this code is rejected.
 *
 * @module
 */

/**
 * Selects the lookups of a store of an earlier version. ARNs and names are ASCII. The destination of an
 * association is the second part of its key. A damaged artifact has no name.
 */
const LOOKUPS = `
  SELECT kind, key, substr(key, instr(key, ' ') + 1) AS value FROM main.entities
    WHERE kind = 'association'
  UNION ALL SELECT kind, key, lower(name) FROM (
    SELECT kind, key, CASE WHEN json_valid(body) THEN body ->> '$.ArtifactName' END AS name
      FROM main.entities WHERE kind = 'artifact'
  ) WHERE name IS NOT NULL`;

/**
 * SQL by version: the first creates an empty store, and each later one migrates an older store.
 * Times are seconds since 1970.
 *
 * - `entities`: experiments, trials, trial components and lineage, as JSON under a lower-case key
 * - `members`: links between trials and trial components
 * - `series`, `points`: a run's metrics, one series per name. `seq` is the order of arrival, and a
 *   null step means no step. Numbers that SQLite cannot store are words, see point_value.ts
 * - `parameters`: numbers and strings of trial components' parameters
 * - `lookups`: destinations of associations and names of artifacts, by which they are found: see
 *   lookup.ts
 * - `batches`: answers to metric batches, so that a batch delivered twice counts once
 * - `sum` of points, series, entities and objects: checksums, see row_check.ts. `bringAlong` writes
 *   those of older rows
 * - `buckets`, `objects`, `uploads`, `parts`: S3; the bytes are in files named by `file`
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
  // Searches walk along an index and stop when a page is full: see walk.ts.
  `
  CREATE TABLE parameters (
    component TEXT NOT NULL,
    name TEXT NOT NULL,
    value NOT NULL,
    PRIMARY KEY (component, name)
  ) WITHOUT ROWID;
  CREATE INDEX parameters_by_value ON parameters (name, value, component);
  CREATE VIEW entity_parameters AS
    SELECT e.kind AS kind, e.key AS component, p.key AS name,
      coalesce(p.value ->> '$.NumberValue', p.value ->> '$.StringValue') AS value
    FROM entities AS e, json_each(e.body, '$.Parameters') AS p;
  CREATE TRIGGER parameters_of_new AFTER INSERT ON entities WHEN NEW.kind = 'component' BEGIN
    INSERT INTO parameters SELECT component, name, value FROM entity_parameters
      WHERE kind = 'component' AND component = NEW.key AND value IS NOT NULL;
  END;
  CREATE TRIGGER parameters_of_changed AFTER UPDATE OF body ON entities
  WHEN NEW.kind = 'component' AND OLD.body -> '$.Parameters' IS NOT NEW.body -> '$.Parameters' BEGIN
    DELETE FROM parameters WHERE component = NEW.key;
    INSERT INTO parameters SELECT component, name, value FROM entity_parameters
      WHERE kind = 'component' AND component = NEW.key AND value IS NOT NULL;
  END;
  CREATE TRIGGER parameters_of_removed AFTER DELETE ON entities WHEN OLD.kind = 'component' BEGIN
    DELETE FROM parameters WHERE component = OLD.key;
  END;
  INSERT INTO parameters SELECT component, name, value FROM entity_parameters
    WHERE kind = 'component' AND value IS NOT NULL;

  CREATE INDEX entities_by_change ON entities (kind, modified, key);
  CREATE INDEX series_by_last ON series (name, last, component);
  CREATE INDEX series_by_min ON series (name, min, component);
  CREATE INDEX series_by_max ON series (name, max, component);
  `, // Checksums detect damage.
  `
  ALTER TABLE entities ADD COLUMN sum INTEGER;
  ALTER TABLE series ADD COLUMN sum INTEGER;
  ALTER TABLE points ADD COLUMN sum INTEGER;
  `,
  `
  ALTER TABLE objects ADD COLUMN sum INTEGER;
  `,
  // The store maintains the parameters itself: SQLite's JSON reads large numbers as integers, which
  // are past 2^53, and strings other than they are in columns. See column_text.ts.
  `
  DROP TRIGGER IF EXISTS parameters_of_new;
  DROP TRIGGER IF EXISTS parameters_of_changed;
  DROP TRIGGER IF EXISTS parameters_of_removed;
  DROP VIEW IF EXISTS entity_parameters;
  `,
  // Every double is a point: see point_value.ts.
  `
  ALTER TABLE series ADD COLUMN non_finite INTEGER NOT NULL DEFAULT 0;
  `,
  // Associations are found by either end, and artifacts by their name, without reading all.
  `
  CREATE TABLE IF NOT EXISTS lookups (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS lookups_by_value ON lookups (kind, value, key);
  INSERT OR REPLACE INTO lookups ${LOOKUPS};
  `,
];

/**
 * SQL that replaces a migration, by the version that the migration leads to, for a store that may
 * not be written. It creates views in memory with the names of the tables. Without an entry, a store of an earlier version must be migrated before it can be read.
 */
export const STAND_INS: ReadonlyMap<number, string> = new Map([
  [6, "CREATE TEMP VIEW series AS SELECT *, 0 AS non_finite FROM main.series"],
  [7, `CREATE TEMP VIEW lookups AS ${LOOKUPS}`],
]);
