package sealing

import (
	"context"
	"strconv"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/vault"
)

func thing(by access.Actor) string { return "sealing " + strconv.FormatInt(by.PersonID, 10) }

func (s *Service) keepOpen(by access.Actor, secret *vault.Secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[by.Session] = &opened{by.PersonID, secret, s.DB.Now()}
}

// Secret is the actor's key while it is open in her session, nil when it is not. Using it keeps it open.
func (s *Service) Secret(by access.Actor) *vault.Secret {
	if by.Session == "" || by.PersonID == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.open[by.Session]
	now := s.DB.Now()
	if one == nil || one.personID != by.PersonID || s.idle(one, now) {
		delete(s.open, by.Session)
		return nil
	}
	one.used = now
	return one.secret
}

func (s *Service) idle(one *opened, now time.Time) bool { return now.Sub(one.used) >= s.Idle }

// Close forgets the key that the actor's session has opened.
func (s *Service) Close(by access.Actor) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, by.Session)
}

// CloseAll forgets the keys that any session of a person has opened: she has another one, or none any more.
func (s *Service) CloseAll(personID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for session, one := range s.open {
		if one.personID == personID {
			delete(s.open, session)
		}
	}
}

// Sweep forgets the keys that nobody has used for long, and those whose session has ended.
func (s *Service) Sweep(ctx context.Context) error {
	for _, session := range s.sessions() {
		alive, err := s.Alive(ctx, session)
		if err != nil {
			return err
		}
		s.mu.Lock()
		if one := s.open[session]; one != nil && (!alive || s.idle(one, s.DB.Now())) {
			delete(s.open, session)
		}
		s.mu.Unlock()
	}
	return nil
}

func (s *Service) sessions() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for session := range s.open {
		all = append(all, session)
	}
	return all
}

// Opened counts the keys that are open in this process.
func (s *Service) Opened() int { return len(s.sessions()) }
