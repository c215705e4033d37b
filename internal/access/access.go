// Package access says who acts and what his roles permit: Actor, Grant, and the one table Role → Permission.
// It owns no table and knows no row: whether this actor may touch this case is the domain's policy.
package access

import (
	"slices"
	"time"
)

// Role is what a person is in a congress. Roles are grants with dates; one person may hold several.
type Role string

// The roles. Unit says what Grant.UnitID points at.
const (
	Deputy         Role = "deputy"          // 人大代表; unit: deputy
	StationAdmin   Role = "station_admin"   // 家站管理员; unit: station
	VillageOfficer Role = "village_officer" // 乡村信息管理员; unit: village
	CaseOfficer    Role = "case_officer"    // 县人大专人
	Leader         Role = "leader"          // 常委会领导
	Liaison        Role = "liaison"         // 部门联络员; unit: department
	Discipline     Role = "discipline"      // 纪委监委
	Coordinator    Role = "coordinator"     // 市级协调员
	SystemAdmin    Role = "system_admin"    // 系统管理员
	SecurityAdmin  Role = "security_admin"  // 安全管理员
	AuditAdmin     Role = "audit_admin"     // 审计管理员
)

// Roles lists every role, in the order in which they are shown.
var Roles = []Role{Deputy, StationAdmin, VillageOfficer, CaseOfficer, Leader, Liaison, Discipline, Coordinator, SystemAdmin, SecurityAdmin, AuditAdmin}

// Permission is a right that a role carries; an action of a transition table asks for one.
type Permission string

// The permissions of track A and of administration.
const (
	FileCase      Permission = "file_case"       // everybody, also without an account
	OwnCase       Permission = "own_case"        // what a citizen may do with her own case
	FileForOthers Permission = "file_for_others" // 代录入
	TriageCase    Permission = "triage_case"     // accept, decline, readdress
	ExplainCase   Permission = "explain_case"    // 当场答复
	EscalateCase  Permission = "escalate_case"   // 逐级提交
	AssignCase    Permission = "assign_case"     // 交办, decisions on return and extension, the check
	HandleCase    Permission = "handle_case"     // 签收, 办理, 反馈
	SuperviseCase Permission = "supervise_case"  // 催办 督办 挂牌
	FollowCase    Permission = "follow_case"     // 跟踪问效
	AskCitizen    Permission = "ask_citizen"     // 补充
	NoteCase      Permission = "note_case"       // internal notes
	GroupCase     Permission = "group_case"      // 并案
	SealCase      Permission = "seal_case"       // 密件
	ReleaseCase   Permission = "release_case"    // 公开
	RunClock      Permission = "run_clock"       // the system's own actions
	ReadCases     Permission = "read_cases"      // every unsealed case of the congress
	ManagePeople  Permission = "manage_people"
	ManageLimits  Permission = "manage_limits"
	ManageSafety  Permission = "manage_safety"
	ReadAudit     Permission = "read_audit"
	ImportCases   Permission = "import_cases"
	ReadFigures   Permission = "read_figures"
)

var permissions = map[Role][]Permission{
	Deputy:         {FileForOthers, TriageCase, ExplainCase, EscalateCase, AskCitizen, NoteCase},
	StationAdmin:   {FileForOthers, TriageCase, ExplainCase, EscalateCase, AssignCase, AskCitizen, NoteCase, ReadFigures},
	VillageOfficer: {FileForOthers},
	CaseOfficer: {FileForOthers, TriageCase, ExplainCase, EscalateCase, AssignCase, AskCitizen, NoteCase, SuperviseCase, FollowCase, GroupCase,
		SealCase, ReleaseCase, ReadCases, ImportCases, ManageLimits, ReadFigures},
	Leader:        {AssignCase, AskCitizen, NoteCase, SuperviseCase, FollowCase, ReadCases, ReadFigures},
	Liaison:       {HandleCase, AskCitizen, NoteCase, ReadFigures},
	Discipline:    {FollowCase, NoteCase},
	Coordinator:   {ReadFigures},
	SystemAdmin:   {ManagePeople, ManageLimits},
	SecurityAdmin: {ManageSafety},
	AuditAdmin:    {ReadAudit},
}

// Carries reports whether a role carries a permission.
func (r Role) Carries(p Permission) bool { return slices.Contains(permissions[r], p) }

// Exclusive are the three administrator roles; nobody holds two of them, nor one beside a working role
// (GB/T 22239-2019 8.1.4.2, separation of the three administrators).
var Exclusive = []Role{SystemAdmin, SecurityAdmin, AuditAdmin}

// Grant is a role in a congress, for one unit of it or for all of it (UnitID 0).
type Grant struct {
	Role       Role
	CongressID int64
	UnitID     int64
	From       time.Time
	To         time.Time // zero: no end
}

// InForce reports whether the grant holds at an instant.
func (g Grant) InForce(now time.Time) bool {
	return !now.Before(g.From) && (g.To.IsZero() || now.Before(g.To))
}

// Actor is who asks. The edges build it from a session or token; it is passed as an argument, never through ctx.
// The zero Actor is a visitor: she may file, and see what is public or what her receipts open.
type Actor struct {
	PersonID int64
	Name     string
	Phone    []byte   // blind index of the verified phone, nil if none
	Receipts [][]byte // hashes of the receipt tokens that the visitor shows
	Grants   []Grant  // those in force now
	Scopes   []Scope  // nil: everything the grants allow; else an API token's limits
	System   bool     // the clock
	Session  string   // names the sign-in or token by which she acts, "" for neither; it opens nothing
}

// Scope limits what an API token may be used for.
type Scope string

// The scopes of API tokens.
const (
	ScopeRead Scope = "cases:read"
	ScopeFile Scope = "cases:file"
	ScopeAct  Scope = "cases:act"
)

// Scopes lists every scope.
var Scopes = []Scope{ScopeRead, ScopeFile, ScopeAct}

// Clock is the actor of sweeps.
var Clock = Actor{System: true, Name: "system"}

// Visitor reports whether nobody is signed in.
func (a Actor) Visitor() bool { return a.PersonID == 0 && !a.System }

// Staff reports whether the actor serves in any role.
func (a Actor) Staff() bool { return len(a.Grants) > 0 }

// InScope reports whether the token, if it is one, may be used so.
func (a Actor) InScope(s Scope) bool { return a.Scopes == nil || slices.Contains(a.Scopes, s) }

// Can reports whether some grant of the actor in the congress carries the permission.
func (a Actor) Can(p Permission, congressID int64) bool {
	if a.System {
		return p == RunClock
	}
	if p == FileCase || p == OwnCase {
		return true
	}
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.CongressID == congressID && g.Role.Carries(p) })
}

// Is reports whether the actor holds the role in the congress, for the unit or for all units.
func (a Actor) Is(r Role, congressID, unitID int64) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.Role == r && g.CongressID == congressID && (g.UnitID == 0 || g.UnitID == unitID)
	})
}

// Holds reports whether the actor holds the role anywhere in the congress.
func (a Actor) Holds(r Role, congressID int64) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r && g.CongressID == congressID })
}

// Congresses lists the congresses in which the actor serves, each once, in the order of the grants.
func (a Actor) Congresses() []int64 {
	var ids []int64
	for _, g := range a.Grants {
		if !slices.Contains(ids, g.CongressID) {
			ids = append(ids, g.CongressID)
		}
	}
	return ids
}
