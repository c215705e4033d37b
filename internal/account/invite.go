package account

import (
	"context"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// FirstAdmin makes the first system administrator of a congress and gives the token of her set-up link. There is no
// default password. Once the congress has a system administrator, only he gets a new link, by his phone.
func (s *Service) FirstAdmin(ctx context.Context, congressID int64, p NewPerson) (string, error) {
	var token string
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		admins, err := HoldersIn(ctx, tx, congressID, access.SystemAdmin, 0)
		if err != nil {
			return err
		}
		if len(admins) > 0 {
			token, err = s.inviteAgain(ctx, tx, admins, p.Phone)
			return err
		}
		id, err := s.CreatePersonIn(ctx, tx, access.Clock, congressID, p)
		if err != nil {
			return err
		}
		if _, err := s.GrantIn(ctx, tx, access.Clock, id, access.Grant{Role: access.SystemAdmin, CongressID: congressID}); err != nil {
			return err
		}
		token, err = s.invite(ctx, tx, access.Clock, id, "")
		return err
	})
	return token, err
}

// inviteAgain gives a new set-up link to the one of the administrators who has the phone.
func (s *Service) inviteAgain(ctx context.Context, tx *sqldb.Tx, admins []int64, text string) (string, error) {
	phone, _ := Phone(text)
	ids, err := sqldb.All(ctx, tx, sqldb.Value[int64], "SELECT id FROM person WHERE phone_index = $1", s.PhoneIndex(phone))
	if err != nil {
		return "", err
	}
	if len(ids) == 0 || !slices.Contains(admins, ids[0]) {
		return "", fault.New(fault.Conflict, "account.admin.exists")
	}
	return s.invite(ctx, tx, access.Clock, ids[0], "")
}

// Invite gives the token of a one-time link with which a person sets her password herself; it replaces an earlier link.
// At the machine it serves anybody; the system administrator may invite only who holds a role in his congress and has
// never had a password.
func (s *Service) Invite(ctx context.Context, by access.Actor, congressID, personID int64) (string, error) {
	if err := mayManage(by, congressID); err != nil {
		return "", err
	}
	var token string
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if !by.System {
			if err := fresh(ctx, tx, congressID, personID); err != nil {
				return err
			}
		}
		var err error
		token, err = s.invite(ctx, tx, by, personID, "")
		return err
	})
	return token, err
}

// fresh refuses whoever holds no role in the congress, and who has a password.
func fresh(ctx context.Context, tx *sqldb.Tx, congressID, personID int64) error {
	n, err := sqldb.One(ctx, tx, sqldb.Value[int], `SELECT count(*) FROM person_grant g WHERE g.person_id = $1 AND g.congress_id = $2
		AND (g.to_at = 0 OR g.to_at > $3) AND NOT EXISTS (SELECT 1 FROM password w WHERE w.person_id = g.person_id)`, personID, congressID, sqldb.Ms(tx.Now))
	if err == nil && n == 0 {
		err = fault.Missing()
	}
	return err
}

// Invitation is what a short message with a set-up link says: for which congress, and the link that is made of a token.
type Invitation struct {
	Congress string
	Link     func(token string) string
}

// InviteByMessage is Invite by a short message to the person's own phone: the link is seen by nobody else. A phone gets
// few of them (TooMany).
func (s *Service) InviteByMessage(ctx context.Context, by access.Actor, congressID, personID int64, i Invitation) error {
	if err := mayManage(by, congressID); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := fresh(ctx, tx, congressID, personID); err != nil {
			return err
		}
		p, err := s.PersonIn(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := s.spendInvite(ctx, tx, p.Phone); err != nil {
			return err
		}
		token, err := s.invite(ctx, tx, by, personID, "sms")
		if err != nil {
			return err
		}
		text := i18n.For(language(p.Language)).T("account.invite.text", i.Congress, i.Link(token), int(s.limits.InviteLife/time.Hour))
		return s.sms.Queue(ctx, tx, sms.Letter{Phone: p.Phone, Text: text, Until: tx.Now.Add(s.limits.InviteLife), Calm: true})
	})
}

func (s *Service) spendInvite(ctx context.Context, tx *sqldb.Tx, phone string) error {
	l := s.limits
	err := s.spend(ctx, tx, "account.invite.often", rate{counter{"invite/pause", phone}, 1, l.InvitePause})
	if err == nil {
		err = s.spend(ctx, tx, "account.invite.day", rate{counter{"invite/day", phone}, l.InvitePhoneDay, 24 * time.Hour})
	}
	if err == nil {
		err = s.spend(ctx, tx, "account.invite.all", rate{counter{"invite/everybody", ""}, l.InvitesDay, 24 * time.Hour})
	}
	return err
}

func (s *Service) invite(ctx context.Context, tx *sqldb.Tx, by access.Actor, personID int64, way string) (string, error) {
	if _, err := tx.Exec(ctx, "DELETE FROM invite WHERE person_id = $1", personID); err != nil {
		return "", err
	}
	token := vault.Token()
	_, err := tx.Exec(ctx, "INSERT INTO invite (hash, person_id, created_at) VALUES ($1, $2, $3)", vault.HashToken(token), personID, sqldb.Ms(tx.Now))
	if err == nil {
		_, err = tx.Exec(ctx, "UPDATE person SET invited_at = $2 WHERE id = $1", personID, sqldb.Ms(tx.Now))
	}
	if err != nil {
		return "", err
	}
	return token, NoteIn(ctx, tx, Event{PersonID: personID, ByID: by.PersonID, Kind: Invited, Detail: way})
}

// Invited gives the name of the person whose set-up link this is; fault NotFound for a used, old or unknown one.
func (s *Service) Invited(ctx context.Context, token string) (string, error) {
	var p Person
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		p, err = s.invited(ctx, tx, token)
		return err
	})
	return p.Name, err
}

func (s *Service) invited(ctx context.Context, tx *sqldb.Tx, token string) (Person, error) {
	now := sqldb.Ms(tx.Now)
	return sqldb.One(ctx, tx, s.scanPerson, `SELECT `+personColumns+`
		FROM invite i JOIN person p ON p.id = i.person_id
		WHERE i.hash = $1 AND i.created_at <= $2 AND i.created_at > $3 AND p.closed_at = 0`,
		vault.HashToken(token), now, now-s.limits.InviteLife.Milliseconds())
}

// AcceptInvite sets the password of the invited person, uses the link up and begins her session.
func (s *Service) AcceptInvite(ctx context.Context, token, password string, from Client) (string, *Session, error) {
	var p Person
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		p, err = s.invited(ctx, tx, token)
		return err
	})
	if err == nil {
		err = goodPassword(password, p.Phone)
	}
	if err != nil {
		return "", nil, err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return "", nil, err
	}
	var session string
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM invite WHERE hash = $1", vault.HashToken(token))
		if err == nil && n == 0 {
			err = fault.Missing()
		}
		if err == nil {
			err = s.storePassword(ctx, tx, p.ID, hash)
		}
		if err != nil {
			return err
		}
		session, err = s.begin(ctx, tx, p.ID, ByInvite, from)
		return err
	})
	return s.opened(ctx, session, err)
}
