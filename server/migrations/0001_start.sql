-- Portable SQL: TEXT, BIGINT, BLOB only; *_at are milliseconds since 1970 UTC; areas are found by the prefix of their path.

CREATE TABLE area (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    level TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE, -- 'hx/hx_01/hx_01_01/': whatever lies below begins with it
    ord BIGINT NOT NULL
);

CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    area TEXT NOT NULL REFERENCES area (id),
    password TEXT NOT NULL, -- Argon2id, PHC string
    demo BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Wrong tries by hash of the account name as typed: unknown names lock like known ones.
CREATE TABLE sign_in_try (
    account_hash TEXT NOT NULL PRIMARY KEY,
    wrong BIGINT NOT NULL,
    locked_until_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE household (
    code TEXT NOT NULL PRIMARY KEY,
    area TEXT NOT NULL REFERENCES area (id),
    group_no BIGINT NOT NULL,
    head TEXT NOT NULL,
    members TEXT NOT NULL, -- JSON [[name, relation code, age], …], head first
    category TEXT NOT NULL,
    state TEXT NOT NULL,
    phone TEXT NOT NULL,
    last_day TEXT,
    last_income TEXT,
    last_by TEXT
);

CREATE TABLE assignment (
    person TEXT NOT NULL REFERENCES person (id),
    household TEXT NOT NULL REFERENCES household (code),
    forms TEXT NOT NULL, -- ids separated by spaces
    due TEXT,
    blocked TEXT,
    PRIMARY KEY (person, household)
);

-- Every form ever published, with its source; submissions name their version.
CREATE TABLE form (
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    xml TEXT NOT NULL,
    hash TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

-- Compiled forms and lists by hash of their bytes; rows are never changed.
CREATE TABLE artefact (
    hash TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
);

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE submission (
    instance_id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    form TEXT NOT NULL,
    version TEXT NOT NULL,
    xml TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    household TEXT,
    path TEXT NOT NULL, -- path of its area
    person TEXT REFERENCES person (id), -- none: a household by link
    link TEXT,
    source TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    phone_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    due TEXT NOT NULL,
    corrects TEXT,
    app_version TEXT NOT NULL,
    minutes BIGINT,
    facts TEXT NOT NULL, -- JSON
    flags TEXT NOT NULL, -- JSON
    flagged BIGINT NOT NULL,
    media_missing BIGINT NOT NULL,
    search TEXT NOT NULL
);
CREATE INDEX submission_queue ON submission (state, path, due, number);
CREATE INDEX submission_own ON submission (person, changed_at);
CREATE INDEX submission_corrects ON submission (corrects);

CREATE TABLE difference (
    instance_id TEXT NOT NULL REFERENCES submission (instance_id),
    ord BIGINT NOT NULL,
    path TEXT NOT NULL,
    sent TEXT NOT NULL,
    computed TEXT NOT NULL,
    PRIMARY KEY (instance_id, ord)
);

-- Other bytes that came under an instanceID already taken: kept, never mixed in.
CREATE TABLE rival (
    instance_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    xml TEXT NOT NULL,
    person TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, sha256)
);

CREATE TABLE media (
    instance_id TEXT NOT NULL REFERENCES submission (instance_id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    kind TEXT NOT NULL,
    here BIGINT NOT NULL,
    PRIMARY KEY (instance_id, name)
);

CREATE TABLE remark (
    instance_id TEXT NOT NULL REFERENCES submission (instance_id),
    ord BIGINT NOT NULL,
    node TEXT,
    text TEXT NOT NULL,
    label TEXT NOT NULL,
    value TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, ord)
);

-- What happened to a submission, in order; never changed, never removed.
CREATE TABLE happening (
    instance_id TEXT NOT NULL,
    ord BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (instance_id, ord)
);

CREATE TABLE link (
    token_hash TEXT NOT NULL PRIMARY KEY,
    area TEXT NOT NULL REFERENCES area (id),
    form TEXT NOT NULL,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT
);

CREATE TABLE declaration (
    instance_id TEXT NOT NULL PRIMARY KEY REFERENCES submission (instance_id),
    link TEXT NOT NULL REFERENCES link (token_hash),
    tel_tail TEXT NOT NULL,
    visit_by TEXT NOT NULL
);
